"""`audit4 doctor`: climb the ladder to a host, rung by rung, and say the fix."""

from collections.abc import Iterator
from dataclasses import dataclass

import click

from audit4 import collector
from audit4.cli.common import (
    inputs,
    key_folder,
    select,
    selecting,
    stored,
    workspace,
)
from audit4.cli.output import FORMAT, clean, show
from audit4.evidence import Evidence, ItemStatus
from audit4.inventory import Host
from audit4.registry import Registry
from audit4.scan.collecting import Collected, collect
from audit4.scan.targets import Lines, target
from audit4.store.keys import load_key
from audit4.transport.base import Failure
from audit4.transport.hostkeys import KnownHosts
from audit4.transport.hostkeys import read as read_known_hosts
from audit4.transport.jump import JumpPool
from audit4.transport.kinds import Stage
from audit4.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One rung: what was tried, whether it held, and the way out if not."""

    rung: str
    state: str
    says: str
    fix: str = ""


@click.command("doctor", epilog="Example: audit4 doctor --host web01")
@selecting
@click.option("--lang", type=click.Choice(["vi", "en"]), help="Language of the fix.")
@FORMAT
@click.pass_context
def command(
    ctx: click.Context,
    /,
    units: tuple[str, ...],
    systems: tuple[str, ...],
    hosts: tuple[str, ...],
    tags: tuple[str, ...],
    lang: str | None,
    form: str,
) -> int:
    """Climb the ladder to each host: reach, host key, login, sudo, what it lacks.

    Says the fix for the first rung that breaks. Exit 1 if any did.
    """
    place = workspace(ctx)
    found = inputs(place)
    words = lang or place.config.language
    rows = [_row("", r) for r in _here(place)]
    known = read_known_hosts(place.known_hosts)
    with JumpPool(known) as pool:
        lines = Lines(known=known, pool=pool)
        for host in select(found, units, systems, hosts, tags):
            rungs = _climb(host, lines, known, found.registry, words)
            rows += [_row(host.subject, r) for r in rungs]
    show(rows, form, columns=("subject", "rung", "state", "says", "fix"))
    return 1 if any(r["state"] == "fail" for r in rows) else 0


def _row(subject: str, rung: Rung) -> dict[str, str]:
    return {
        "subject": subject,
        "rung": rung.rung,
        "state": rung.state,
        "says": clean(rung.says),
        "fix": rung.fix,
    }


def _here(place: Workspace) -> Iterator[Rung]:
    """What this machine needs, before any host is met."""
    with stored(place) as store:
        scans = len(store.scans())
    yield Rung(rung="workspace", state="pass", says=f"{place.root}, {scans} scans")
    if load_key(key_folder()):
        yield Rung(rung="signing key", state="pass", says=str(key_folder()))
    else:
        yield Rung(
            rung="signing key",
            state="fail",
            says="none: scans would not be signed",
            fix="audit4 init in an empty folder makes one",
        )


def _climb(
    host: Host, lines: Lines, known: KnownHosts, registry: Registry, lang: str
) -> Iterator[Rung]:
    if host.connection == "bundle":
        yield Rung(rung="connect", state="unknown", says="comes by file")
        return
    script = collector.build(registry.probes())
    try:
        transport = lines.transport(host)
    except Failure as why:
        yield from _broken(why, lang)
        return
    collected = collect(transport, script, stop=lines.stop)
    if collected.failure:
        yield from _broken(collected.failure, lang)
        return
    yield from _held(host, known)
    yield from _privilege(host, collected, lang)
    if collected.evidence:
        yield from _lacks(collected.evidence)


def _broken(why: Failure, lang: str) -> Iterator[Rung]:
    """Rungs below the one that broke have held."""
    for stage in Stage:
        if stage is why.stage:
            break
        yield Rung(rung=stage.value, state="pass", says="")
    fix = getattr(why.way_out, lang)
    yield Rung(rung=why.stage.value, state="fail", says=str(why), fix=fix)


def _held(host: Host, known: KnownHosts) -> Iterator[Rung]:
    if host.connection == "local":
        yield Rung(rung="connect", state="pass", says="this machine")
        return
    meant = target(host)
    keys = ", ".join(str(k) for k in known.keys(meant.key_name))
    yield Rung(rung="connect", state="pass", says=str(meant))
    yield Rung(rung="host_key", state="pass", says=keys)
    yield Rung(rung="login", state="pass", says=meant.user)


def _privilege(host: Host, collected: Collected, lang: str) -> Iterator[Rung]:
    evidence, answer = collected.evidence, collected.answer
    if evidence and evidence.privileged:
        yield Rung(rung="sudo", state="pass", says="the collector ran as root")
        return
    why = answer.degraded if answer else None
    yield Rung(
        rung="sudo",
        state="fail",
        says=str(why) if why else f"{host.user or 'the account'} is not root",
        fix=getattr(why.way_out, lang) if why else "become: {method: sudo}",
    )


def _lacks(evidence: Evidence) -> Iterator[Rung]:
    header = evidence.header
    cost = f"{header.get('cpu_s', '?')} s CPU, {header.get('bytes', '?')} bytes"
    if evidence.cut_short:
        yield Rung(rung="collect", state="fail", says=str(evidence.cut_short))
    else:
        yield Rung(rung="collect", state="pass", says=cost)
    items = [i for some in evidence.items.values() for i in some]
    for status in (ItemStatus.TIMEOUT, ItemStatus.TRUNCATED, ItemStatus.UNSAFE):
        hit = sorted({i.probe for i in items if i.status is status})
        if hit:
            yield Rung(rung="collect", state="unknown", says=f"{status}: {hit}")
