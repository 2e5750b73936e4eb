"""`audit4 report`: the reports of a stored scan, again or in the other language."""

from dataclasses import replace

import click

from audit4.cli.common import Asked, showing, shown
from audit4.cli.progress import writing


@click.command("report", epilog="Example: audit4 report --unit so-mau --lang en")
@showing
@click.option("--pdf", is_flag=True, help="Write each page as PDF too (audit4[pdf]).")
@click.option("--no-results", is_flag=True, help="Leave results.json out.")
@click.pass_context
def command(
    ctx: click.Context, /, asked: Asked, *, pdf: bool, no_results: bool
) -> None:
    """Write the HTML reports and results.json of a stored scan again.

    With --unit, only those units' reports are written. Templates in the workspace's
    `templates/` go before the shipped ones.
    """
    with shown(ctx, asked) as (reporter, chosen, folder), writing() as told:
        written = replace(reporter, pdf=pdf, told=told).write(
            folder, chosen, results=not no_results
        )
    if written.index:
        click.echo(f"index    {written.index}")
    for unit, page in written.units.items():
        click.echo(f"report   {page}  ({unit})")
    for page in written.pdfs:
        click.echo(f"pdf      {page}")
    if written.results:
        click.echo(f"results  {written.results}")
