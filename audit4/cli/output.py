"""Tables that fit the terminal, JSON for programs, colour that means something."""

import json
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

import click

FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="How to print the list.",
)

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

# Columns of sentences, which may be folded; all others hold names.
_PROSE = frozenset(
    {"detail", "note", "parameters", "rules", "runs", "says", "title", "why"}
)
_LEAST_PROSE = 16
_LOG_WIDTH = 200
_NARROWEST = 40
_NAMES = 2

COLOURS = {
    "pass": "green",
    "fail": "red",
    "unknown": "yellow",
    "pending": "magenta",
    "not_applicable": "bright_black",
    "critical": "bold red",
    "high": "red",
    "medium": "yellow",
    "low": "cyan",
}


def clean(text: object) -> str:
    """Text that came from a host, safe to print: no control or bidi characters."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", str(text))


def show(
    rows: Sequence[dict[str, Any]],
    form: str,
    *,
    columns: Sequence[str],
    empty: str = "nothing to show",
) -> None:
    """Print rows as a table of some columns, or all of them as JSON."""
    if form == "json":
        click.echo(json.dumps(list(rows), ensure_ascii=False, indent=2, default=str))
        return
    if not rows:
        click.echo(empty)
        return
    _print_table(rows, columns)


def width() -> int:
    """Columns to print in: the terminal's; without one, as many as a log may have."""
    known = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdecimal()
    return shutil.get_terminal_size().columns if known else _LOG_WIDTH


def folded(text: str, indent: int = 0) -> str:
    """Text in lines that fit, broken between words; further lines are indented."""
    return textwrap.fill(
        text,
        max(width(), _NARROWEST),
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _print_table(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> None:
    cells = [[_cell(row.get(c)) for c in columns] for row in rows]
    least = [
        _LEAST_PROSE if c in _PROSE else max(len(c), *(len(r[n]) for r in cells))
        for n, c in enumerate(columns)
    ]
    if sum(least) + 2 * len(columns) > width():
        for row in cells:
            _print_card(row, columns)
    else:
        _print_grid(cells, columns)


def _cell(value: object) -> str:
    return "" if value is None else clean(value)


def _print_card(row: Sequence[str], columns: Sequence[str]) -> None:
    """A row that has no room side by side: its names, and the rest below."""
    click.secho(folded("  ".join(v for v in row[:_NAMES] if v), 2), bold=True)
    rest = [
        f"{c.replace('_', ' ')}: {v}"
        for c, v in zip(columns[_NAMES:], row[_NAMES:], strict=True)
        if v
    ]
    if rest:
        click.echo(folded("    " + "   ".join(rest), 4))


def _print_grid(cells: Iterable[Sequence[str]], columns: Sequence[str]) -> None:
    # rich costs 60 ms to import; a command that prints no table does not pay.
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for column in columns:
        # A name that is folded is a name that nobody can search for or copy.
        table.add_column(column.replace("_", " "), no_wrap=column not in _PROSE)
    for row in cells:
        table.add_row(*(Text(c, style=COLOURS.get(c, "")) for c in row))
    Console(width=width()).print(table)
