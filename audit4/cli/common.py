"""What several commands need: the workspace, its store, its inputs."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit4.collector import Script
from audit4.errors import Audit4Error
from audit4.inventory import Host, Inventory, Unit
from audit4.registry import load as load_registry
from audit4.scan.inputs import Inputs, read_inputs, restored
from audit4.store.keys import key_directory
from audit4.store.store import Store
from audit4.workspace import Workspace

if TYPE_CHECKING:
    from audit4.scan.reports import Reporter

LANG = click.option(
    "--lang", type=click.Choice(["vi", "en"]), help="Language  [default: workspace's]."
)
POLICY = click.option(
    "--policy", "policy_name", metavar="NAME", help="Policy name or file."
)
SCAN = click.option("--scan", "scan_id", metavar="ID", help="Scan  [default: newest].")
UNIT = click.option("--unit", "units", multiple=True, help="Only this unit.")
JUDGEMENT = click.option(
    "--judgement", type=int, default=1, help="1 is the scan's own."
)
OUTPUT = click.option(
    "--output",
    type=click.Path(file_okay=False),
    help="Another folder  [default: the scan's in reports/].",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which stored scan a command is to show, of whom, how and where."""

    scan_id: str | None
    units: tuple[str, ...]
    lang: str | None
    judgement: int
    output: str | None


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


def showing(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options of a command that shows a stored scan, handed on as one `Asked`."""

    @wraps(command)
    def with_asked(*args: Any, **given: Any) -> Any:  # noqa: ANN401
        asked = Asked(**{f.name: given.pop(f.name) for f in fields(Asked)})
        return command(*args, asked=asked, **given)

    for option in reversed((SCAN, UNIT, LANG, JUDGEMENT, OUTPUT)):
        with_asked = option(with_asked)
    return with_asked


@contextmanager
def shown(
    ctx: click.Context, asked: Asked
) -> Iterator[tuple["Reporter", frozenset[str], Path]]:
    """The reporter of a stored scan, the units that were named, and the folder."""
    # What it needs costs a tenth of a second; `--help` does without.
    from audit4.scan.reports import Reporter  # noqa: PLC0415

    place = workspace(ctx)
    with stored(place) as store:
        info = store.scan(scan_of(store, asked.scan_id))
        registry = load_registry(place.config.packs, place.checks)
        found = restored(store.snapshots(info.id, asked.judgement), registry)
        chosen = unit_ids(found.inventory, asked.units) if asked.units else frozenset()
        folder = Path(asked.output or place.report_folder(info.id))
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        reporter = Reporter(
            store=store,
            inputs=found,
            scan=info,
            judgement=asked.judgement,
            lang=asked.lang or place.config.language,
            title=place.config.name,
            templates=place.templates,
        )
        yield reporter, chosen, folder


def unit_ids(inventory: Inventory, names: tuple[str, ...]) -> frozenset[str]:
    """Ids of the units named, a merged unit's old id included; none named: all.

    Raises:
        Audit4Error: a name that nothing has, or that is no unit's.
    """
    chosen = [inventory.find(name) for name in names]
    for one in chosen:
        if not isinstance(one, Unit):
            raise Audit4Error(f"`{one.subject}` is no unit: name its unit alone")
    return frozenset(u.subject for u in chosen or inventory.units)


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
