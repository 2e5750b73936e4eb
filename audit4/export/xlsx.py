"""Workbooks of tables, written a row at a time: a province has a million cells."""

import datetime as dt
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from audit4.documents.columns import Column
from audit4.export.cells import Cell, Marked, lines, plain, runs
from audit4.export.tables import Row, Table

# Excel's own limit; what goes beyond stands on a further sheet.
MOST_ROWS = 1_048_576
_HEADINGS = 2
_BLUE, _WHITE = "FF1F3864", "FFFFFFFF"
# Light enough for black letters (contrast above 10:1); the word says the same.
_FILLS = {
    "critical": "FFF4B6B6",
    "high": "FFF8D3B0",
    "medium": "FFFBEFB3",
    "low": "FFE3E8EF",
    "fail": "FFFBE3E3",
    "unknown": "FFECECEC",
    "pending": "FFE8EEF8",
    "pass": "FFE2F1E2",
}
_LOUD = frozenset({"critical", "high"})
_WRAPPED = 24
_NARROW = 11
_LINE = 15.0  # points
_TALLEST = 12  # lines; what is longer is read in the cell
_PAGE = 230  # characters that an A4 page shows side by side, still to be read
_DATE = "dd/mm/yyyy"
_A4 = 9


class Book:
    """A workbook with a sheet for each table; rows go to disk as they come.

    `banner` stands above the headings of every sheet, on screen and on paper.
    """

    def __init__(
        self, tables: Iterable[Table], banner: str, lang: str, most: int = MOST_ROWS
    ) -> None:
        # openpyxl takes 0.3 s to import; only workbooks need it.
        from openpyxl import Workbook  # noqa: PLC0415

        self._book = Workbook(write_only=True)
        self._banner, self._lang, self._most = plain(banner), lang, most
        self._sheets = {t.key: [_Sheet(self._book, t, self)] for t in tables}

    def append(self, table: Table, rows: Iterable[Row]) -> None:
        """Add rows to a table's sheet, or to a further one where it is full."""
        sheets = self._sheets[table.key]
        for row in rows:
            if sheets[-1].rows == self._most:
                sheets.append(_Sheet(self._book, table, self, len(sheets) + 1))
            sheets[-1].append(row)

    def save(self, path: Path) -> None:
        """Write it in one piece or not at all, readable by its owner alone."""
        for sheet in (s for sheets in self._sheets.values() for s in sheets):
            sheet.finish()
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        os.close(handle)
        try:
            self._book.save(name)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    @property
    def banner(self) -> str:
        """What stands above the headings."""
        return self._banner

    def say(self, table: Table) -> str:
        """The name of a table in the language of the workbook."""
        return table.name.vi if self._lang == "vi" else table.name.en

    def heading(self, column: Column) -> str:
        """The heading of a column in the language of the workbook."""
        return column.heading.vi if self._lang == "vi" else column.heading.en


class _Sheet:
    """One sheet; styled cells are made once and filled anew for every row."""

    def __init__(self, book: Any, table: Table, of: Book, number: int = 1) -> None:  # noqa: ANN401
        name = of.say(table) if number == 1 else f"{of.say(table)} ({number})"
        self._sheet = book.create_sheet(name)
        self._columns = table.columns
        self._cells: dict[tuple[str, str], Any] = {}
        self.rows = 0
        self._set_up(of)

    def append(self, row: Row) -> None:
        """Write one row; the columns that it lacks stay empty."""
        self.rows += 1
        # Excel fits heights as it opens a file; others show the first line alone.
        tall = max(
            (
                lines(v, c.width)
                for c in self._columns
                if _wraps(c, v := row.get(c.key))
            ),
            default=1,
        )
        self._put([self._cell(c, row.get(c.key)) for c in self._columns], tall)

    def _put(self, cells: list[Any], tall: int) -> None:
        """Write the row at which the sheet is, so many lines tall."""
        if tall > 1:
            height = min(tall, _TALLEST) * _LINE
            self._sheet.row_dimensions[self.rows].height = height
        self._sheet.append(cells)
        self._sheet.row_dimensions.pop(self.rows, None)

    def finish(self) -> None:
        """Put the filter over all rows that were written."""
        last = _letter(len(self._columns))
        self._sheet.auto_filter.ref = f"A{_HEADINGS}:{last}{max(self.rows, _HEADINGS)}"

    def _set_up(self, of: Book) -> None:
        # Everything that stands before the rows of a sheet must be there first.
        sheet = self._sheet
        for n, column in enumerate(self._columns, 1):
            sheet.column_dimensions[_letter(n)].width = column.width
        sheet.freeze_panes = f"A{_HEADINGS + 1}"
        sheet.print_title_rows = f"1:{_HEADINGS}"
        sheet.sheet_properties.pageSetUpPr = _fitting()
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = _A4
        sheet.page_setup.fitToHeight = 0
        wide = sum(c.width for c in self._columns)
        sheet.page_setup.fitToWidth = -(-wide // _PAGE)
        # An ampersand begins a code in headers and footers.
        sheet.oddFooter.left.text = of.banner.replace("&", "&&")
        sheet.oddFooter.right.text = "&P/&N"
        self.rows = 1
        self._put([self._styled(of.banner, bold=True)], 1)
        self.rows = _HEADINGS
        headings = {c: of.heading(c) for c in self._columns}
        tall = max(lines(text, c.width) for c, text in headings.items())
        self._put([self._styled(text, fill=_BLUE) for text in headings.values()], tall)

    def _cell(self, column: Column, value: Cell) -> Any:  # noqa: ANN401
        if value is None or value == "":
            return None
        if isinstance(value, Marked):
            return self._filled(column, value.mark, value.words)
        if isinstance(value, str):
            shown = plain(value)
            return self._filled(column, "'" if runs(shown) else "", shown)
        return self._filled(column, "d" if isinstance(value, dt.date) else "#", value)

    def _filled(self, column: Column, style: str, value: Any) -> Any:  # noqa: ANN401
        cell = self._cells.get((column.key, style))
        if cell is None:
            cell = self._cells[column.key, style] = self._made(column, style)
        cell.value = value
        if isinstance(value, str):
            # What begins with = would be a formula otherwise.
            cell.data_type = "s"
        return cell

    def _made(self, column: Column, style: str) -> Any:  # noqa: ANN401
        from openpyxl.styles import Alignment  # noqa: PLC0415

        cell = self._styled("", fill=_FILLS.get(style, ""), bold=style in _LOUD)
        wrapped = column.width >= _WRAPPED
        # A number at the right edge would touch the text of the next column.
        side = "center" if column.width < _NARROW else None
        cell.alignment = Alignment(vertical="top", horizontal=side, wrap_text=wrapped)
        cell.quotePrefix = style == "'"
        if column.form or style == "d":
            cell.number_format = _DATE if style == "d" else column.form
        return cell

    def _styled(self, text: str, *, fill: str = "", bold: bool = False) -> Any:  # noqa: ANN401
        from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
        from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415

        cell = WriteOnlyCell(self._sheet, text)
        cell.data_type = "s"
        if fill == _BLUE:
            cell.alignment = Alignment(wrap_text=True, vertical="center")
            cell.font = Font(bold=True, color=_WHITE)
        elif bold:
            cell.font = Font(bold=True)
        if fill:
            cell.fill = PatternFill("solid", fgColor=fill)
        return cell


def _wraps(column: Column, value: Cell) -> bool:
    return column.width >= _WRAPPED and isinstance(value, str)


def _letter(number: int) -> str:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    return get_column_letter(number)


def _fitting() -> Any:  # noqa: ANN401
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415

    return PageSetupProperties(fitToPage=True)
