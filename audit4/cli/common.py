"""What several commands need: the workspace, its store, its inputs."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import click

from audit4.collector import Script
from audit4.errors import Audit4Error
from audit4.inventory import Host
from audit4.scan.inputs import Inputs, read_inputs
from audit4.store.keys import key_directory
from audit4.store.store import Store
from audit4.workspace import Workspace

LANG = click.option(
    "--lang", type=click.Choice(["vi", "en"]), help="Language  [default: workspace's]."
)
POLICY = click.option(
    "--policy", "policy_name", metavar="NAME", help="Policy name or file."
)
SCAN = click.option("--scan", "scan_id", metavar="ID", help="Scan  [default: newest].")


def workspace(ctx: click.Context) -> Workspace:
    """The workspace that `-C` names, else the one here or above."""
    root = ctx.find_root().obj
    return Workspace.open(Path(root)) if root else Workspace.find(Path.cwd())


def inputs(place: Workspace, policy_name: str | None = None) -> Inputs:
    """What a scan of a workspace judges by."""
    return read_inputs(place, policy_name)


@contextmanager
def stored(place: Workspace) -> Iterator[Store]:
    """The workspace's store, open."""
    place.ensure()
    with Store.open(place.database) as store:
        yield store


def key_folder() -> Path:
    """Where this user's signing key lies."""
    return key_directory(os.environ, Path.home())


def edition_name(script: Script) -> str:
    """The edition of a collector; one with packs' probes has never been released."""
    return str(script.edition) if script.edition else "unreleased"


def scan_of(store: Store, scan_id: str | None) -> str:
    """The id that was given, else that of the newest finished scan."""
    if scan_id:
        return store.scan(scan_id).id
    newest = store.last_scan()
    if newest is None:
        raise Audit4Error("no finished scan here yet: run `audit4 scan`")
    return newest.id


SELECTORS: tuple[tuple[str, str], ...] = (
    ("unit", "Only this unit."),
    ("system", "Only this system."),
    ("host", "Only this host."),
    ("tag", "Only hosts with this tag."),
)


def selecting(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options that choose hosts of the inventory; each may be given often."""
    for name, says in reversed(SELECTORS):
        option = click.option(f"--{name}", f"{name}s", multiple=True, help=says)
        command = option(command)
    return command


def naming(command: Callable[..., Any]) -> Callable[..., Any]:
    """A first argument that names a host, as `--host` does."""

    @wraps(command)
    def with_host(*args: Any, host: str | None, **given: Any) -> Any:  # noqa: ANN401
        named = (*given.pop("hosts"), host) if host else given.pop("hosts")
        return command(*args, hosts=named, **given)

    return click.argument("host", required=False)(with_host)


def select(
    found: Inputs,
    units: tuple[str, ...],
    systems: tuple[str, ...],
    hosts: tuple[str, ...],
    tags: tuple[str, ...],
) -> tuple[Host, ...]:
    """The hosts that were chosen; all of them where nothing was."""
    return found.inventory.select(units=units, systems=systems, hosts=hosts, tags=tags)
