"""Tables as CSV for any program: RFC 4180, UTF-8 with the mark by which Excel knows it.

Text that a spreadsheet would take for a formula gets an apostrophe before it: a host
chooses what its files say, and whoever opens the table must not run it.
"""

import csv
import os
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from audit4.export.cells import Cell, Marked, plain, runs
from audit4.export.tables import Row, Table


class Files:
    """A file for each table, written a row at a time; all of them or none.

    They take their places when the `with` block ends without an exception.
    """

    def __init__(self, tables: Mapping[str, Path], lang: str) -> None:
        self._paths, self._lang = tables, lang
        self._open: dict[str, tuple[Path, Any]] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()
        for key, (written, _) in self._open.items():
            if kind is None:
                written.replace(self._paths[key])
            else:
                written.unlink(missing_ok=True)

    def append(self, table: Table, rows: Iterable[Row]) -> None:
        """Add rows to a table's file."""
        writer = self._writer(table)
        for row in rows:
            writer.writerow([_value(row.get(c.key)) for c in table.columns])

    def _writer(self, table: Table) -> Any:  # noqa: ANN401 - csv's has no name
        if table.key not in self._open:
            path = self._paths[table.key]
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            file = os.fdopen(handle, "w", encoding="utf-8-sig", newline="")
            writer = csv.writer(self._stack.enter_context(file))
            self._open[table.key] = Path(name), writer
            headings = (c.heading for c in table.columns)
            writer.writerow(h.vi if self._lang == "vi" else h.en for h in headings)
        return self._open[table.key][1]


def _value(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, int | float):
        return cell
    if isinstance(cell, Marked):
        return cell.words
    if not isinstance(cell, str):
        return cell.isoformat()
    shown = plain(cell)
    return f"'{shown}" if runs(shown) else shown
