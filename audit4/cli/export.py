"""`audit4 export`: spreadsheets of a stored scan, and the yearly form."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audit4 import clock
from audit4.cli.common import (
    UNIT,
    Asked,
    inputs,
    showing,
    shown,
    unit_ids,
    workspace,
)
from audit4.errors import Audit4Error

if TYPE_CHECKING:
    from audit4.scan.spreadsheets import Spreadsheets


@click.group("export")
def command() -> None:
    """Write spreadsheets of a stored scan, or the yearly form."""


@command.command("xlsx", epilog="Example: audit4 export xlsx --unit so-mau")
@showing
@click.pass_context
def xlsx(ctx: click.Context, /, asked: Asked) -> None:
    """Write Excel workbooks: one for each unit, and index.xlsx with all of them.

    Each has the sheets findings, hosts, controls and scores. With --unit, only those
    units' workbooks are written.
    """
    with _sheets(ctx, asked) as (sheets, folder):
        for path in sheets.write_xlsx(folder):
            click.echo(path)


@command.command("csv", epilog="Example: audit4 export csv --output /srv/tables")
@showing
@click.pass_context
def csv(ctx: click.Context, /, asked: Asked) -> None:
    """Write findings.csv, hosts.csv, controls.csv and scores.csv of all units.

    UTF-8 with a byte-order mark, separated by commas. Text that a spreadsheet would
    take for a formula begins with an apostrophe. With --unit, four files a unit.
    """
    with _sheets(ctx, asked) as (sheets, folder):
        for path in sheets.write_csv(folder):
            click.echo(path)


@command.command(
    "form-08", epilog="Example: audit4 export form-08 --unit so-mau mau-08.xlsx"
)
@click.argument("file", type=click.Path(dir_okay=False))
@UNIT
@click.pass_context
def form_08(ctx: click.Context, /, file: str, units: tuple[str, ...]) -> None:
    """Write the yearly form (Mẫu số 08, decree 331/2026) into FILE, an XLSX.

    From the inventory and what units state, as of today; no scan is needed. What
    neither says stays empty, to be filled in by hand.
    """
    # What it needs costs a tenth of a second; `--help` does without.
    from audit4.export import form08  # noqa: PLC0415
    from audit4.scan.yearly import form_of  # noqa: PLC0415

    if Path(file).suffix.lower() != ".xlsx":
        raise click.UsageError(f"FILE must end with .xlsx: `{file}`", ctx)
    place = workspace(ctx)
    found = inputs(place)
    today = clock.now().astimezone(place.config.zone).date()
    chosen = unit_ids(found.inventory, units)
    form = form_of(found, [u for u in found.inventory.units if u.id in chosen], today)
    if not form.rows:
        raise Audit4Error("no information system here: fill in inventory/ first")
    _write_new(Path(file), form08.workbook(form))
    click.echo(file)


@contextmanager
def _sheets(ctx: click.Context, asked: Asked) -> Iterator[tuple["Spreadsheets", Path]]:
    from audit4.scan.spreadsheets import Spreadsheets  # noqa: PLC0415 - see form_08

    with shown(ctx, asked) as (reporter, chosen, folder):
        yield Spreadsheets(reporter=reporter, units=tuple(sorted(chosen))), folder


def _write_new(path: Path, content: bytes) -> None:
    """A new file: one that is there may have been filled in by hand."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
            file.write(content)
    except FileExistsError:
        raise Audit4Error(f"{path} is there already: name another file") from None
