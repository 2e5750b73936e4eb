"""Pieces of Markdown."""

import re
from collections.abc import Iterable, Sequence

_STEP = re.compile(r"\s+(?=\d{1,2}\. )")


def cell(text: object) -> str:
    """Text that stays in its cell of a table."""
    return " ".join(str(text).replace("|", "\\|").split())


def code(text: object) -> str:
    """A word as code; a backtick in it would end it early."""
    words = cell(text).replace("`", "'")
    return f"`{words}`" if words else ""


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; empty where it has no rows."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if not lines:
        return ""
    head = f"| {' | '.join(headings)} |\n|{'---|' * len(headings)}"
    return "\n".join([head, *lines])


def fence(text: str, language: str = "") -> str:
    """A block of code, with a fence longer than any in it."""
    ticks = "`" * max(3, 1 + max(map(len, re.findall(r"`+", text)), default=0))
    return f"{ticks}{language}\n{text.rstrip()}\n{ticks}"


def steps(text: str) -> str:
    """Numbered steps as a list."""
    return "\n".join(_STEP.split(" ".join(text.split())))


def page(*parts: str) -> str:
    """Parts that are not empty, a blank line between them."""
    return "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"
