"""What any cell of a spreadsheet may hold, and text that stays text in it."""

import datetime as dt
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

LONGEST = 2_000
# What Excel, LibreOffice and others take for the start of a formula; the wide forms
# become the plain ones in East Asian settings.
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True, slots=True)
class Marked:
    """A word that is also shown by colour: `mark` is the code that it stands for."""

    words: str
    mark: str


Cell = str | int | float | dt.date | Marked | None


def plain(text: object, limit: int = LONGEST) -> str:
    """One line without anything unseen, cut with a mark that says how much is left.

    Control characters, marks that turn the reading direction, line ends and lone
    surrogates become spaces: a workbook may not hold them, a reader not see them.
    """
    whole = text if isinstance(text, str) else str(text)
    shown = whole[:limit]
    if not shown.isprintable():
        shown = "".join(c if c.isprintable() else " " for c in shown)
    more = len(whole) - limit
    return f"{shown.strip()}… (+{more})" if more > 0 else shown.strip()


def runs(text: str) -> bool:
    """Whether a spreadsheet that reads this text may take it for a formula."""
    return text.lstrip(" ")[:1] in _FORMULA if text else False


def put(cell: Any, text: str) -> Any:  # noqa: ANN401 - a cell of openpyxl's
    """Text into a cell of a workbook, as text even where it looks like a formula.

    The quote prefix keeps it text when somebody edits the cell.
    """
    cell.value = plain(text)
    cell.data_type = "s"
    if runs(cell.value):
        cell.quotePrefix = True
    return cell


def lines(text: object, width: int) -> int:
    """Lines that a text takes in a column of so many characters, words kept whole."""
    return sum(
        len(wrap(line, max(1, width - 1))) or 1 for line in str(text).split("\n")
    )
