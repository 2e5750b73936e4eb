"""Read Excel workbooks that anybody may have made: bounded, formulas kept apart.

An XLSX file is a ZIP of XML, so a small one may unpack to any size, and a cell may
hold what a spreadsheet would run. What is read here are values; a formula is never
evaluated, and whoever reads says what becomes of one.
"""

import io
import warnings
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit4.errors import InputError, Location

MAX_UNPACKED = 128 * 1024 * 1024
MAX_PARTS = 5_000
# What a workbook that is none, or is made to do harm, may raise in the reader.
_FAILURES = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


class Formula(str):
    """The text of a formula, which is no value."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: rows of values as Excel has them, None for an empty cell."""

    name: str
    rows: tuple[tuple[Any, ...], ...]


def sheets(
    raw: bytes, path: Path, *, rows: int, columns: int, most: int = 1
) -> tuple[Sheet, ...]:
    """The first sheets of a workbook, each cut to a number of rows and columns.

    Raises:
        InputError: it is no workbook, or unpacks to more than 128 MiB.
    """
    # openpyxl takes 0.3 s to import; only workbooks need it.
    from openpyxl import load_workbook  # noqa: PLC0415

    try:
        _refuse_bomb(raw, path)
        with warnings.catch_warnings():
            # It warns of drawings and extensions that it leaves out: so do we.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(raw), read_only=True, data_only=False)
            found = tuple(
                Sheet(name=sheet.title, rows=_rows(sheet, rows, columns))
                for sheet in book.worksheets[:most]
            )
            book.close()
    except _FAILURES as error:
        text = f"is no Excel workbook: {type(error).__name__}"
        raise InputError(text, Location(str(path))) from None
    if not found:
        raise InputError("is no Excel workbook: no sheet", Location(str(path)))
    return found


def _refuse_bomb(raw: bytes, path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise InputError("unpacks to more than 128 MiB", Location(str(path)))
        if len(parts) > MAX_PARTS:
            raise InputError(f"has more than {MAX_PARTS} parts", Location(str(path)))


def _rows(sheet: Any, rows: int, columns: int) -> tuple[tuple[Any, ...], ...]:  # noqa: ANN401
    return tuple(
        tuple(Formula(c.value) if c.data_type == "f" else c.value for c in row)
        for row in sheet.iter_rows(max_row=rows, max_col=columns)
    )
