"""`audit4 report`: the reports of a stored scan, again or in the other language."""

from pathlib import Path

import click

from audit4.cli.common import LANG, SCAN, scan_of, stored, workspace
from audit4.registry import load as load_registry
from audit4.scan.inputs import restored
from audit4.scan.reports import Reporter


@click.command("report", epilog="Example: audit4 report --unit so-mau --lang en")
@SCAN
@click.option("--unit", "units", multiple=True, help="Only this unit.")
@LANG
@click.option("--judgement", type=int, default=1, help="1 is the scan's own.")
@click.option("--output", type=click.Path(file_okay=False), help="Another folder.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    scan_id: str | None,
    units: tuple[str, ...],
    lang: str | None,
    judgement: int,
    output: str | None,
) -> None:
    """Write the HTML reports and results.json of a stored scan again."""
    place = workspace(ctx)
    with stored(place) as store:
        info = store.scan(scan_of(store, scan_id))
        registry = load_registry(place.config.packs, place.checks)
        found = restored(store.snapshots(info.id, judgement), registry)
        for unit in units:
            found.inventory.find(unit)
        folder = Path(output) if output else place.report_folder(info.id)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        written = Reporter(
            store=store,
            inputs=found,
            scan=info,
            judgement=judgement,
            lang=lang or place.config.language,
        ).write(folder, units)
    click.echo(f"index    {written.index}")
    for unit, page in written.units.items():
        click.echo(f"report   {page}  ({unit})")
    click.echo(f"results  {written.results}")
