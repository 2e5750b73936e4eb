"""`audit4 inventory`: is it right; and make one of a list that exists."""

from pathlib import Path

import click

from audit4.cli.common import inputs, workspace
from audit4.errors import Audit4Error
from audit4.inventory import loads
from audit4.inventory.importers import from_ansible, from_table
from audit4.workspace import write_private

_TABLES = {".csv", ".tsv", ".xlsx", ".xlsm"}


@click.group("inventory")
def command() -> None:
    """Check an inventory or import one."""


@command.command("check", epilog="Example: audit4 inventory check")
@click.pass_context
def check(ctx: click.Context, /) -> None:
    """Check all files of the workspace: inventory, policy, statements, waivers."""
    found = inputs(workspace(ctx))
    units, hosts = found.inventory.units, found.inventory.hosts()
    click.echo(
        f"{len(units)} units, {len(found.inventory.systems())} systems, "
        f"{len(hosts)} hosts, {len(found.attestations.items)} statements, "
        f"{len(found.waivers.items)} waivers: in order"
    )


@command.command(
    "import", epilog="Example: audit4 inventory import servers.xlsx --output inventory"
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--output", type=click.Path(), help="File to write  [default: print it].")
def import_(file: str, output: str | None) -> None:
    """Make an inventory of FILE: CSV, TSV, XLSX, or an Ansible inventory.

    Look through it before you use it. What could not be taken over is said; passwords
    never are taken over.
    """
    path = Path(file)
    table = path.suffix.lower() in _TABLES
    made = from_table(path) if table else from_ansible(path)
    for note in made.notes:
        click.secho(f"note: {note}", fg="yellow", err=True)
    loads(made.text, str(path))
    if output is None:
        click.echo(made.text, nl=False)
        return
    place = Path(output)
    if place.is_dir():
        place = place / f"{path.stem}.yaml"
    if place.exists():
        raise Audit4Error(f"{place} is there already: name another file")
    write_private(place, made.text)
    click.echo(f"wrote {place}")
