"""`audit4 hosts`: enrol host keys, list hosts, retire one."""

import sys
from collections.abc import Iterator

import click

from audit4.cli import words
from audit4.cli.common import inputs, select, selecting, stored, workspace
from audit4.cli.output import FORMAT, clean, folded, show
from audit4.errors import Audit4Error
from audit4.inventory import Host
from audit4.scan.targets import target
from audit4.transport.base import Failure, Target
from audit4.transport.hostkeys import (
    KnownHosts,
    replace_key,
    retire,
    trust,
)
from audit4.transport.hostkeys import read as read_known_hosts
from audit4.transport.jump import JumpPool
from audit4.transport.ssh import fetch_host_key
from audit4.workspace import Workspace


@click.group("hosts")
def command() -> None:
    """Trust host keys, list hosts, retire a host."""


@command.command(
    "list", epilog="Example: audit4 hosts list --unit so-mau --format json"
)
@selecting
@FORMAT
@click.pass_context
def list_(
    ctx: click.Context,
    /,
    units: tuple[str, ...],
    systems: tuple[str, ...],
    hosts: tuple[str, ...],
    tags: tuple[str, ...],
    form: str,
) -> None:
    """List hosts: whether the key is pinned, and when each was last seen."""
    place = workspace(ctx)
    known = read_known_hosts(place.known_hosts)
    with stored(place) as store:
        chosen = select(inputs(place), units, systems, hosts, tags)
        identities = store.identities()
    show(
        [
            {
                "subject": h.subject,
                "level": h.level,
                "address": h.address or h.connection,
                "pinned": "yes" if _pinned(h, known) else "no",
                "known since": identities[h.subject].since.date().isoformat()
                if h.subject in identities
                else None,
            }
            for h in chosen
        ],
        form,
        columns=("subject", "level", "address", "pinned", "known since"),
    )


def _pinned(host: Host, known: KnownHosts) -> bool:
    return host.connection != "ssh" or bool(known.keys(target(host).key_name))


@command.command("trust", epilog="Example: audit4 hosts trust --unit so-mau")
@selecting
@click.option("--replace", is_flag=True, help="The host was made anew: take its key.")
@click.option("--yes", is_flag=True, help="Do not ask; the network is trusted now.")
@click.option(
    "--fingerprint", multiple=True, help="Pin without asking if the key is this one."
)
@click.pass_context
def trust_(
    ctx: click.Context,
    /,
    units: tuple[str, ...],
    systems: tuple[str, ...],
    hosts: tuple[str, ...],
    tags: tuple[str, ...],
    replace: bool,  # noqa: FBT001 - a flag of the command line
    yes: bool,  # noqa: FBT001
    fingerprint: tuple[str, ...],
) -> None:
    """Show the key of each host that has none on record, and pin it if you agree.

    Compare the fingerprint with what the host's console says:
    ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub
    """
    place = workspace(ctx)
    place.ensure()
    chosen = select(inputs(place), units, systems, hosts, tags)
    hops = list(_hops(chosen))
    failed, met = 0, 0
    for hop, subject in hops:
        known = read_known_hosts(place.known_hosts)
        if known.keys(hop.key_name) and not (replace and subject):
            continue
        met += 1
        failed += not _enrol(place, hop, known, subject, replace, yes, fingerprint)
    if replace:
        with stored(place) as store:
            for host in chosen:
                store.forget_identity(host.subject)
    if not met:
        text = words.KEYS_KNOWN if hops else words.NOTHING
        click.echo(words.in_language(text, place.config.language))
    if failed:
        raise words.trouble(words.KEYS_NOT_PINNED, place.config.language, count=failed)


def _hops(chosen: tuple[Host, ...]) -> Iterator[tuple[Target, str]]:
    """Every machine to be met, jump hosts first, each once; its subject if a host."""
    seen: set[str] = set()
    for host in chosen:
        if host.connection != "ssh":
            continue
        meant = target(host)
        for hop in (*meant.jump, meant):
            if hop.key_name not in seen:
                seen.add(hop.key_name)
                yield hop, host.subject if hop is meant else ""


def _enrol(
    place: Workspace,
    hop: Target,
    known: KnownHosts,
    subject: str,
    replace: bool,  # noqa: FBT001
    yes: bool,  # noqa: FBT001
    fingerprint: tuple[str, ...],
) -> bool:
    try:
        with JumpPool(known) as pool:
            key = fetch_host_key(hop, known, pool)
    except Failure as why:
        click.secho(f"✗ {hop.key_name}: {clean(why)}", fg="red", err=True)
        way_out = words.in_language(why.way_out, place.config.language)
        click.echo(folded(f"  → {way_out}", 4), err=True)
        return False
    click.echo(f"{hop.key_name}  {key}  {subject}")
    agreed = yes or key.fingerprint in fingerprint
    if not agreed and not sys.stdin.isatty():
        click.echo("  not pinned: no terminal to ask on; use --fingerprint", err=True)
        return False
    if not agreed and not click.confirm("  Is this its key? Pin it"):
        return False
    (replace_key if replace else trust)(place.known_hosts, hop.key_name, key)
    return True


@command.command("retire", epilog="Example: audit4 hosts retire so-mau/cong/web01")
@click.argument("subject")
@click.pass_context
def retire_(ctx: click.Context, /, subject: str) -> None:
    """Forget the key and identity of a host that is no more.

    Take it out of the inventory as well: the next scan then closes its findings as
    out of scope, never as mended.
    """
    place = workspace(ctx)
    host = inputs(place).inventory.find(subject)
    if not isinstance(host, Host):
        raise Audit4Error(f"{subject} is not a host: say unit/system/host")
    had = retire(place.known_hosts, target(host).key_name)
    with stored(place) as store:
        store.forget_identity(host.subject)
    click.echo(f"{host.subject}: {'key forgotten' if had else 'had no key on record'}")
