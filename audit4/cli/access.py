"""`audit4 access`: the script that gives audit4 its pinned access, or takes it away."""

from pathlib import Path

import click

from audit4 import collector
from audit4.cli.common import inputs, select, selecting, workspace
from audit4.collector.access import Action
from audit4.errors import Audit4Error
from audit4.inventory import Host
from audit4.scan.targets import target


@click.group("access")
def command() -> None:
    """Print the script that gives audit4 its pinned access."""


@command.command(
    "script",
    epilog="Example: audit4 access script --unit so-mau > access.sh; sh access.sh",
)
@selecting
@click.option("--key", type=click.Path(exists=True), help="Public key to let in.")
@click.option("--account", default="audit4", show_default=True, help="Account name.")
@click.option("--remove", "action", flag_value="remove", help="Take access away.")
@click.option("--check", "action", flag_value="check", help="Only say how it stands.")
@click.pass_context
def script(
    ctx: click.Context,
    /,
    units: tuple[str, ...],
    systems: tuple[str, ...],
    hosts: tuple[str, ...],
    tags: tuple[str, ...],
    key: str | None,
    account: str,
    action: Action | None,
) -> None:
    """Print a shell script that an administrator runs once, as root, on the host.

    It makes an account whose key can start one program, which sudo allows by the
    SHA-256 of its content. Read it before you run it: it is meant to be read.
    """
    found = inputs(workspace(ctx))
    chosen = select(found, units, systems, hosts, tags)
    public = Path(key).read_text() if key else _public_key(chosen)
    click.echo(
        collector.access_script(
            public_key=public,
            script=collector.build(found.registry.probes()),
            account=account,
            action=action or "install",
        ),
        nl=False,
    )


def _public_key(chosen: tuple[Host, ...]) -> str:
    files = {target(h).key for h in chosen if h.connection == "ssh"}
    if len(files) != 1 or None in files:
        raise Audit4Error("say which key to let in: --key FILE.pub")
    path = Path(f"{files.pop()}.pub")
    if not path.exists():
        raise Audit4Error(f"{path} is not there: say which key to let in: --key FILE")
    return path.read_text()
