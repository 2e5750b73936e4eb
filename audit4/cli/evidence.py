"""`audit4 evidence`: is all as it was signed; and let go of what is old."""

import sys
from pathlib import Path

import click

from audit4 import clock
from audit4.cli.common import key_folder, stored, workspace
from audit4.cli.output import FORMAT, show
from audit4.errors import Audit4Error
from audit4.store.keys import load_key, read_public
from audit4.store.retention import Retention
from audit4.store.verify import Trust


@click.group("evidence")
def command() -> None:
    """Verify the signed chain of evidence, or prune it."""


@command.command("verify", epilog="Example: audit4 evidence verify --key signing.pub")
@click.option("--key", type=click.Path(dir_okay=False), help="Public key  [own].")
@click.option("--printed", multiple=True, help="A scan digest printed in a report.")
@click.option("--all", "everything", is_flag=True, help="List what is in order too.")
@FORMAT
@click.pass_context
def verify(
    ctx: click.Context,
    /,
    key: str | None,
    printed: tuple[str, ...],
    everything: bool,  # noqa: FBT001 - a flag of the command line
    form: str,
) -> int:
    """Hold everything stored against the signed chain; exit 1 if anything is off.

    A chain alone can be rewritten by who has the key: compare the digest that a
    printed report carries, with --printed.
    """
    own = load_key(key_folder())
    public = read_public(Path(key)) if key else own.public_key() if own else None
    with stored(workspace(ctx)) as store:
        proofs = store.verify(public, printed)
    rows = [
        {"scan": p.scan, "what": p.what, "trust": p.trust.value, "detail": p.detail}
        for p in proofs
    ]
    off = [r for r in rows if r["trust"] not in {Trust.OK, Trust.PRUNED}]
    columns = ("scan", "what", "trust", "detail")
    shown = rows if everything or form == "json" else off
    show(shown, form, columns=columns, empty=f"{len(rows)} parts, all in order")
    return 1 if off else 0


@command.command("prune", epilog="Example: audit4 evidence prune --scans 3 --days 400")
@click.option("--scans", type=click.IntRange(1), help="Newest to keep of each host.")
@click.option("--days", type=click.IntRange(1), help="Days to keep.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def prune(
    ctx: click.Context,
    /,
    scans: int | None,
    days: int | None,
    yes: bool,  # noqa: FBT001 - a flag of the command line
) -> None:
    """Delete old evidence; results and findings stay, a signed note takes its place."""
    place = workspace(ctx)
    kept = place.config.retention
    retention = Retention(newest=scans or kept.scans, days=days or kept.days)
    if not yes:
        _agreed(retention)
    with stored(place) as store:
        gone = store.prune(retention, clock.now(), load_key(key_folder()))
    for scan, subject in gone:
        click.echo(f"pruned  {scan}  {subject}")
    click.echo(f"{len(gone)} hosts' evidence deleted")


def _agreed(retention: Retention) -> None:
    if not sys.stdin.isatty():
        raise Audit4Error("no terminal to ask on: say --yes, and nothing is asked")
    what = (
        f"Delete evidence beyond the newest {retention.newest} of each host and "
        f"{retention.days} days?"
    )
    if not click.confirm(what):
        raise Audit4Error("nothing was deleted")
