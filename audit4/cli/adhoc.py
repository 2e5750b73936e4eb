"""One server without any file: judge it, print, and store nothing."""

import getpass
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import click

from audit4 import __version__, clock, collector, policy, registry
from audit4.cli import words
from audit4.cli.common import edition_name
from audit4.cli.output import COLOURS, clean
from audit4.errors import Audit4Error
from audit4.export.document import Report, document
from audit4.export.results import write as write_results
from audit4.finding import Result, Severity, Status
from audit4.inventory import Become, Host, Inventory, System, Unit
from audit4.planning import make_plan
from audit4.policy import Policy
from audit4.record import PolicyInfo, ScanInfo, control_statuses
from audit4.reporting import render_unit, unit_view
from audit4.reporting import write as write_page
from audit4.scan.looking import Look, Looking
from audit4.scan.outcome import Tally
from audit4.scan.report_inputs import extras, unit_info, weights
from audit4.scan.targets import Lines, target
from audit4.score import rehearse, scores
from audit4.transport.adhoc import resolve
from audit4.transport.base import Failure, Target
from audit4.transport.hostkeys import KnownHosts, trust
from audit4.transport.hostkeys import read as read_known_hosts
from audit4.transport.jump import JumpPool
from audit4.transport.kinds import Kind
from audit4.transport.ssh import fetch_host_key
from audit4.waivers import Waivers

UNIT, SYSTEM = "may-chu", "don-le"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdHoc:
    """What was asked of one server."""

    spec: str
    level: int
    key: str | None
    become: Become | None
    policy: str
    json_file: Path | None
    html_file: Path | None
    lang: str
    fail_on: Severity | None
    accepted: frozenset[str]
    layers: tuple[int, ...]
    controls: tuple[str, ...]
    quiet: bool

    @classmethod
    def of(cls, spec: str, given: dict[str, Any]) -> Self:
        """From the options of the command line."""
        for option in ("units", "systems", "hosts", "tags", "resume", "round_id"):
            if given[option]:
                name = option.removesuffix("s").removesuffix("_id")
                raise Audit4Error(f"--{name} is of a workspace, not of one server")
        fail_on = given["fail_on"] or Severity.HIGH
        method = "sudo" if given["sudo"] else "none"
        return cls(
            spec=spec,
            level=given["level"],
            key=given["key"],
            become=Become(method=method, password_env=given["sudo_password_env"]),
            policy=given["policy_name"] or policy.DEFAULT,
            json_file=Path(given["json_file"]) if given["json_file"] else None,
            html_file=Path(given["html_file"]) if given["html_file"] else None,
            lang=given["lang"] or "vi",
            fail_on=None if fail_on == "never" else Severity(fail_on),
            accepted=given["accept_unknown"],
            layers=given["layers"],
            controls=given["controls"],
            quiet=given["quiet"],
        )

    def wants(self, row: Result) -> bool:
        """Whether a result is of a layer and control that was asked for."""
        return (not self.layers or row.layer in self.layers) and (
            not self.controls or row.control in self.controls
        )


def scan_one(asked: AdHoc) -> int:
    """Audit one server and print what came of it; the exit code."""
    host = _host(asked)
    checks = registry.load()
    rules = policy.load(asked.policy, checks)
    script = collector.build(checks.probes())
    known = _known(host)
    with JumpPool(known) as pool:
        lines = Lines(known=known, pool=pool, stop=threading.Event())
        started = clock.now()
        look = Looking(policy=rules, script=script, lines=lines).look(
            host, lambda says: click.echo(says, err=True)
        )
    rows = [r for r in look.results if asked.wants(r)]
    tally = Tally(fail_on=asked.fail_on, accepted=asked.accepted)
    tally.host(look.report)
    tally.results(rows)
    if not asked.quiet:
        _print(rows, rules, asked.lang)
    if look.failure:
        click.secho(f"{host.address or 'localhost'}: {clean(look.failure)}", fg="red")
        click.echo(f"  → {getattr(look.failure.way_out, asked.lang)}")
    info = ScanInfo(
        id=f"{started:%Y%m%d-%H%M%S}",
        round="",
        started=started,
        finished=clock.now(),
        tool=f"audit4 {__version__}",
        edition=edition_name(script),
        plan_digest=make_plan(
            rules,
            [host],
            checks.probes(),
            edition=edition_name(script),
            collector=script.digest,
        ).digest,
        policy=PolicyInfo(name=rules.name, version=rules.version, sha256=rules.sha256),
    )
    _write(asked, rules, host, look, rows, info)
    click.echo(words.outcome(tally, asked.lang))
    return tally.code


def _host(asked: AdHoc) -> Host:
    common: dict[str, Any] = {
        "unit": UNIT,
        "system": SYSTEM,
        "level": asked.level,
        "become": asked.become,
        "key": asked.key,
    }
    if asked.spec == "localhost":
        return Host(id="localhost", connection="local", **common)
    meant, notes = resolve(asked.spec, key=asked.key)
    for note in notes:
        click.echo(f"~/.ssh/config: {note}", err=True)
    return Host(
        id=meant.address,
        address=asked.spec.rpartition("@")[2].rpartition(":")[0]
        if _has_port(asked.spec)
        else asked.spec.rpartition("@")[2],
        port=meant.port,
        user=meant.user or getpass.getuser(),
        **common,
    )


def _has_port(spec: str) -> bool:
    return spec.rpartition("]")[2].count(":") == 1


def _known(host: Host) -> KnownHosts:
    """The user's own known hosts; a key that is not there is asked about first."""
    path = Path("~/.ssh/known_hosts").expanduser()
    known = read_known_hosts(path)
    if host.connection == "local":
        return known
    wanted = target(host)
    for hop in (*wanted.jump, wanted):
        if not known.keys(hop.key_name):
            _ask(path, hop, known)
            known = read_known_hosts(path)
    return known


def _ask(path: Path, hop: Target, known: KnownHosts) -> None:
    try:
        with JumpPool(known) as pool:
            key = fetch_host_key(hop, known, pool)
    except Failure:
        return  # the scan itself meets it again, and says what it is
    if not sys.stdin.isatty():
        # The very key that is shown, not whatever is offered when that is typed.
        line = f"{hop.key_name} {key.type} {key.base64}"
        raise Audit4Error(
            f"{Kind.HOST_KEY_UNKNOWN}: {hop.key_name} offers {key}; compare it, then "
            f"pin it: mkdir -p -m 700 {path.parent} && echo '{line}' >> {path}"
        )
    click.echo(f"{hop.key_name} is not in {path}; it offers\n  {key}", err=True)
    if not click.confirm("Is this its key? Pin it", err=True):
        raise Audit4Error("not pinned, not scanned")
    path.parent.mkdir(mode=0o700, exist_ok=True)
    trust(path, hop.key_name, key)


def _print(rows: Iterable[Result], rules: Policy, lang: str) -> None:
    by_control: dict[str, list[Result]] = {}
    for row in rows:
        by_control.setdefault(row.control, []).append(row)
    titles = {c.id: getattr(c.title, lang) for c in rules.controls}
    for control, of_control in by_control.items():
        shown = [r for r in of_control if r.status is not Status.NOT_APPLICABLE]
        counts = Counter(r.status for r in of_control)
        met = f"{counts[Status.PASS]}/{len(shown)}"
        click.secho(f"\n{control}  {titles[control]}  ({met})", bold=True)
        for line in _lines(shown, lang):
            click.echo(line)
    click.echo()


def _lines(rows: Iterable[Result], lang: str) -> Iterator[str]:
    for row in rows:
        status = click.style(f"{row.status:<8}", fg=_colour(row.status))
        line = f"  {status} {row.rule}"
        if row.status is Status.FAIL:
            line += f"  [{row.severity}]"
        yield line
        if row.status in {Status.FAIL, Status.UNKNOWN}:
            why = row.verdict.reason or clean(getattr(row.message, lang))
            yield f"           {why}: {clean(row.verdict.actual)[:160]}"
        if row.status is Status.FAIL and row.verdict.expected:
            yield f"           → {clean(row.verdict.expected)[:160]}"


def _colour(status: Status) -> str:
    return COLOURS[status].removeprefix("bold ")


def _write(
    asked: AdHoc,
    rules: Policy,
    host: Host,
    look: Look,
    rows: list[Result],
    info: ScanInfo,
) -> None:
    system = System(
        unit=UNIT, id=SYSTEM, name=host.id, level=asked.level, hosts=(host,)
    )
    unit = Unit(id=UNIT, name=host.id, systems=(system,))
    weigh = weights(rules, Inventory(units=(unit,)), Waivers())
    report = Report(
        scan=info,
        units=[unit_info(unit)],
        hosts=[look.report],
        controls=control_statuses(rows),
        results=rows,
        scores=scores(rows, weigh),
    )
    if asked.json_file:
        write_results(asked.json_file, report)
        click.echo(f"results  {asked.json_file}")
    if asked.html_file:
        found = rehearse(rows, weigh)
        about = extras(
            rules,
            Waivers(),
            [unit],
            evidence=_contents(look).get,
            rehearsals={UNIT: found} if found else {},
        )
        page = render_unit(unit_view(document(report), UNIT, about, asked.lang, rows))
        write_page(asked.html_file, page)
        click.echo(f"report   {asked.html_file}")


def _contents(look: Look) -> dict[str, str]:
    """Evidence by the digest under which results name it."""
    from audit4.digest import sha256  # noqa: PLC0415 - for one option only

    items = look.evidence.items.values() if look.evidence else ()
    return {sha256(i.content): i.content for some in items for i in some}
