"""A column of a spreadsheet, whichever way it goes."""

from dataclasses import dataclass

from audit4.finding import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column; `width` in characters, `form` what its numbers are.

    `input` says that a person fills it in, with values of a `kind`.
    """

    key: str
    heading: Text
    width: int = 12
    form: str = ""
    input: bool = False
    kind: str = "text"
