"""`audit4 bundle`: audit a host that cannot be reached, by a file both ways."""

from pathlib import Path

import click

from audit4 import clock, collector
from audit4.cli.common import LANG, inputs, stored, workspace
from audit4.cli.output import clean
from audit4.cli.scan import scan_brought
from audit4.errors import Audit4Error
from audit4.inventory import Host
from audit4.scan.bundles import brought
from audit4.scan.inputs import Inputs
from audit4.store.lock import workspace_lock
from audit4.transport.base import Limits
from audit4.transport.replay import read_bounded


@click.group("bundle")
def command() -> None:
    """Audit a host that cannot be reached: by file."""


@command.command("script", epilog="Example: audit4 bundle script --host db9 > db9.sh")
@click.option("--host", "subject", required=True, help="Which host it is for.")
@click.pass_context
def script(ctx: click.Context, /, subject: str) -> None:
    """Print a script for one host, to be run there as root, once.

    On the host: sh db9.sh > db9.audit4; what it wrote comes back with
    `audit4 bundle import db9.audit4`, once.
    """
    place = workspace(ctx)
    found = inputs(place)
    host = _host(found, subject)
    made = collector.build(found.registry.probes())
    nonce = collector.nonce()
    with stored(place) as store:
        store.issue_nonce(nonce, host.subject, clock.now())
    click.echo(collector.bundle_script(made, host.subject, nonce), nl=False)


@command.command("import", epilog="Example: audit4 bundle import db9.audit4")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@LANG
@click.pass_context
def import_(ctx: click.Context, /, file: Path, lang: str | None) -> int:
    """Judge what a host's bundle script wrote, as a scan of that one host.

    Refused: a file that was imported before, that no script of this workspace asked
    for, that is not whole, or that another machine wrote.
    """
    place = workspace(ctx)
    raw = read_bounded(file, Limits())
    title = collector.bundle_title(raw)
    if title is None:
        raise Audit4Error(f"{clean(file)} is not what a bundle script wrote")
    subject, nonce = title
    place.ensure()
    with workspace_lock(place.state / "lock", clock.now()), stored(place) as store:
        issued, known = store.nonce_issued(nonce), store.identities().get(subject)
        found = brought(
            raw, nonce, issued or clock.now(), known.machine_id if known else ""
        )
        store.use_nonce(nonce, subject, clock.now())
        return scan_brought(place, store, subject, found, lang)


def _host(found: Inputs, subject: str) -> Host:
    named = found.inventory.select(hosts=[subject])
    if len(named) != 1:
        raise Audit4Error(f"{subject} names {len(named)} hosts: say unit/system/host")
    return named[0]
