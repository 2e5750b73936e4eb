"""Read the rows of a spreadsheet of statements; every error names its cell."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from audit4.attestation.columns import CELL, COLUMNS, INPUTS, ROWS, UNIT
from audit4.attestation.wording import ANSWERS
from audit4.documents import Formula, Sheet, raise_all, sheets
from audit4.errors import InputError, Location

MAX_BYTES = 16 * 1024 * 1024
MAX_UNITS = 1_000
_WIDEST = 60
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\Z")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z")


def _folded(text: object) -> str:
    return " ".join(str(text or "").split()).casefold()


_HEADINGS = {
    _folded(words): column.key
    for column in COLUMNS
    for words in (column.heading.vi, column.heading.en)
}
_ANSWERS = {
    _folded(words): answer
    for answer, text in ANSWERS.items()
    for words in (answer, text.vi, text.en)
}
_READ = {"control", "system", "base", *INPUTS}
_KINDS = {column.key: column.kind for column in COLUMNS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a sheet: `cells` are its input columns, dates in ISO form."""

    path: str
    sheet: str
    number: int
    columns: Mapping[str, int]
    unit: str
    control: str
    system: str | None
    cells: Mapping[str, str]
    base: str

    def wrong(self, key: str, message: str) -> InputError:
        """An error at one of the row's cells."""
        column = self.columns.get(key, 1)
        return _wrong(self.path, self.sheet, self.number, column, message)

    @property
    def empty(self) -> bool:
        """Whether nothing is filled in."""
        return not any(self.cells.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What a workbook holds; `notes` name sheets that were left out."""

    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def read_rows(path: Path) -> Handed:
    """All rows of a workbook that `attest export` made.

    Raises:
        InputError: it is no such workbook, or a cell is wrong: all errors at once.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError("is larger than 16 MiB", Location(str(path)))
        raw = path.read_bytes()
    except OSError as error:
        text = f"cannot be read: {error.strerror}"
        raise InputError(text, Location(str(path))) from None
    found = sheets(raw, path, rows=ROWS + 1, columns=_WIDEST, most=MAX_UNITS)
    rows: list[Row] = []
    notes: list[str] = []
    errors: list[InputError] = []
    for sheet in found:
        if (start := _headings(sheet)) is None:
            notes.append(f"sheet `{sheet.name}` has no headings: left out")
            continue
        reader = _Reader(str(path), sheet, *start)
        rows += reader.read()
        errors += reader.errors
    if len(notes) == len(found):
        text = "no sheet has the headings of `audit4 attest export`: start from one"
        raise InputError(text, Location(str(path)))
    raise_all(errors)
    return Handed(rows=tuple(rows), notes=tuple(notes))


def _headings(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """Number of the row of headings, and each column's number, from 1."""
    for number, row in enumerate(sheet.rows[:20], 1):
        columns = {
            _HEADINGS[_folded(value)]: n
            for n, value in enumerate(row, 1)
            if _folded(value) in _HEADINGS
        }
        if {"control", "system", "answer", "on"} <= columns.keys():
            return number, columns
    return None


class _Reader:
    """Reads one sheet, noting what is wrong on the way."""

    def __init__(
        self, path: str, sheet: Sheet, headings: int, columns: Mapping[str, int]
    ) -> None:
        self.path = path
        self.sheet = sheet
        self.headings = headings
        self.columns = columns
        self.errors: list[InputError] = []

    def read(self) -> list[Row]:
        unit = self.unit()
        if len(self.sheet.rows) > ROWS:
            self.note(ROWS + 1, 1, f"has more than {ROWS} rows: divide it")
            return []
        below = enumerate(self.sheet.rows[self.headings :], self.headings + 1)
        rows = [self.row(unit, number, row) for number, row in below]
        return [row for row in rows if row is not None]

    def unit(self) -> str:
        """The id beside `Mã đơn vị`, above the headings."""
        for row in self.sheet.rows[: self.headings]:
            for label, value in pairwise(row):
                if _folded(label) in {_folded(UNIT.vi), _folded(UNIT.en)}:
                    return str(value or "").strip()
        self.note(1, 1, f"`{UNIT.vi}` is missing above the headings")
        return ""

    def row(self, unit: str, number: int, row: Sequence[Any]) -> Row | None:
        found = {
            key: self.value(number, n, key, row[n - 1] if n <= len(row) else None)
            for key, n in self.columns.items()
        }
        cells = {key: found.get(key, "") for key in INPUTS}
        if not found.get("control"):
            if any(cells.values()):
                self.note(number, self.columns["control"], "the control's id is gone")
            return None
        return Row(
            path=self.path,
            sheet=self.sheet.name,
            number=number,
            columns=self.columns,
            unit=unit,
            control=found["control"],
            system=found.get("system") or None,
            cells=cells,
            base=found.get("base", ""),
        )

    def value(self, number: int, column: int, key: str, value: object) -> str:
        if value is None or key not in _READ:
            return ""
        if isinstance(value, Formula):
            self.note(number, column, "a formula is refused: paste the value instead")
            return ""
        try:
            return _READERS[_KINDS[key]](value)
        except ValueError as error:
            self.note(number, column, str(error))
            return ""

    def note(self, number: int, column: int, message: str) -> None:
        self.errors.append(_wrong(self.path, self.sheet.name, number, column, message))


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.date | dt.time):
        why = "Excel took it for a date: make the cell text, type it again"
        raise ValueError(why)  # noqa: TRY004 - a wrong cell, whatever is in it
    text = " ".join(str(value).split())
    if len(text) > CELL:
        raise ValueError(f"is longer than {CELL} characters: shorten it")
    if not text.isprintable():
        raise ValueError("holds characters that cannot be printed: type it anew")
    return text


def _answer(value: object) -> str:
    text = _folded(value)
    if text and text not in _ANSWERS:
        words = ", ".join(f"`{word.vi}`" for word in ANSWERS.values())
        raise ValueError(f"`{_text(value)[:40]}` is no answer: choose {words}")
    return _ANSWERS.get(text, "")


def _date(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    text = _text(value)
    if not text:
        return ""
    try:
        if iso := _ISO.match(text):
            return dt.date(int(iso[1]), int(iso[2]), int(iso[3])).isoformat()
        if day := _DAY.match(text):
            return dt.date(int(day[3]), int(day[2]), int(day[1])).isoformat()
    except ValueError:
        pass
    raise ValueError(f"`{text[:40]}` is no date: write 31/01/2026")


_READERS = {"text": _text, "answer": _answer, "date": _date}


def _wrong(path: str, sheet: str, number: int, column: int, message: str) -> InputError:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    cell = f"{sheet}!{get_column_letter(column)}{number}"
    return InputError(f"{cell}: {message}", Location(path))
