"""Tables that fit the terminal, JSON for programs, colour that means something."""

import json
import re
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


def _print_table(rows: Iterable[dict[str, Any]], columns: Sequence[str]) -> None:
    # rich costs 60 ms to import; a command that prints no table does not pay.
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in rows:
        values = [row.get(c) for c in columns]
        cells = ["" if v is None else clean(v) for v in values]
        table.add_row(*(Text(c, style=COLOURS.get(c, "")) for c in cells))
    Console().print(table)
