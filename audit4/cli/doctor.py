"""`audit4 doctor`: climb the ladder to a host, rung by rung, and say the fix."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass

import click

from audit4 import collector
from audit4.cli import words
from audit4.cli.common import (
    inputs,
    key_folder,
    naming,
    select,
    selecting,
    stored,
    workspace,
)
from audit4.cli.output import FORMAT, clean, folded, show
from audit4.evidence import Evidence
from audit4.finding import Status, Text
from audit4.inventory import Host
from audit4.judging import judge_host
from audit4.policy import Policy
from audit4.scan.collecting import Collected, collect, with_setting
from audit4.scan.targets import Lines, target
from audit4.store.keys import load_key
from audit4.transport.base import Failure
from audit4.transport.hostkeys import KnownHosts
from audit4.transport.hostkeys import read as read_known_hosts
from audit4.transport.jump import JumpPool
from audit4.transport.kinds import Stage
from audit4.workspace import Workspace

_RUNGS = {
    "workspace": Text("không gian", "workspace"),
    "signing key": Text("khóa ký", "signing key"),
    "connect": Text("kết nối", "connect"),
    "host_key": Text("khóa máy", "host key"),
    "login": Text("đăng nhập", "login"),
    "session": Text("phiên", "session"),
    "sudo": Text("quyền root", "sudo"),
    "collect": Text("thu thập", "collect"),
    "lacks": Text("còn thiếu", "lacks"),
}
_MARKS = {"pass": ("✓", "green"), "fail": ("✗", "red"), "unknown": ("?", "yellow")}
_BY_FILE = Text(
    "máy này đánh giá qua tệp: audit4 bundle script --host {subject}",
    "this host comes by file: audit4 bundle script --host {subject}",
)
_NO_KEY = Text(
    "`audit4 init` trong một thư mục trống sẽ tạo khóa",
    "`audit4 init` in an empty folder makes one",
)
_NOT_ROOT = Text(
    "cho phép sudo (become: {method: sudo}) hoặc dùng audit4 access script",
    "allow sudo (become: {method: sudo}), or use audit4 access script",
)
_LACKING = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One rung: what was tried, whether it held, and the way out if not."""

    rung: str
    state: str
    says: str
    fix: str = ""


@click.command(
    "doctor",
    epilog="Examples: audit4 doctor web01, or audit4 doctor --unit so-mau --lang en",
)
@naming
@selecting
@click.option("--lang", type=click.Choice(["vi", "en"]), help="Language of the words.")
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

    Says the fix for the first rung that breaks, and which rules could not be judged
    for lack of what. Nothing is stored. Exit 1 if a rung broke.
    """
    place = workspace(ctx)
    found = inputs(place)
    spoken = lang or place.config.language
    chosen = select(found, units, systems, hosts, tags)
    known = read_known_hosts(place.known_hosts)
    script = collector.build(found.registry.probes())
    ladders = {"": list(_here(place, spoken))}
    _tell("", str(place.root), ladders[""], spoken, form)
    with JumpPool(known) as pool, ThreadPoolExecutor(place.config.jobs) as threads:
        lines = Lines(known=known, pool=pool)
        climb = _Climb(lines, known, script, found.policy, spoken)
        for one, rungs in zip(chosen, threads.map(climb, chosen), strict=True):
            ladders[one.subject] = rungs
            _tell(one.subject, _reached(one), rungs, spoken, form)
    rows = [{"subject": s} | asdict(r) for s, rungs in ladders.items() for r in rungs]
    if form == "json":
        show(rows, form, columns=())
    else:
        _end(ladders, spoken)
    return 1 if any(r["state"] == "fail" for r in rows) else 0


def _tell(subject: str, reached: str, rungs: list[Rung], lang: str, form: str) -> None:
    """A ladder for people: a line a rung, the fix on its own line."""
    if form == "json":
        return
    click.echo(click.style(subject or "audit4", bold=True) + f"  {reached}")
    label = max(len(words.in_language(t, lang)) for t in _RUNGS.values())
    for rung in rungs:
        mark, colour = _MARKS[rung.state]
        name = words.in_language(_RUNGS[rung.rung], lang)
        # Marks are styled after folding: colour codes have no width.
        said = folded(f"  {mark} {name:<{label}}  {rung.says}".rstrip(), label + 6)
        click.echo(said.replace(mark, click.style(mark, fg=colour), 1))
        if rung.fix:
            fix = folded(f"{' ' * (label + 6)}→ {rung.fix}", label + 8)
            click.echo(click.style(fix, bold=True))
    click.echo()


def _end(ladders: dict[str, list[Rung]], lang: str) -> None:
    hosts = [rungs for subject, rungs in ladders.items() if subject]
    good = sum(all(r.state == "pass" for r in rungs) for rungs in hosts)
    text = words.CLIMBED_ALL if good == len(hosts) else words.CLIMBED
    if hosts:
        said = words.in_language(text, lang, good=good, total=len(hosts))
        click.echo(folded(said))
    else:
        click.echo(words.in_language(words.NOTHING, lang))


def _reached(host: Host) -> str:
    return str(target(host)) if host.connection == "ssh" else host.connection


def _here(place: Workspace, lang: str) -> Iterator[Rung]:
    """What this machine needs, before any host is met."""
    with stored(place) as store:
        scans = len(store.scans())
    yield Rung(rung="workspace", state="pass", says=f"{scans} scans")
    if load_key(key_folder()):
        yield Rung(rung="signing key", state="pass", says=str(key_folder()))
    else:
        fix = words.in_language(_NO_KEY, lang)
        says = "none: scans would not be signed"
        yield Rung(rung="signing key", state="fail", says=says, fix=fix)


@dataclass(frozen=True, slots=True)
class _Climb:
    """Climbs to one host after the other, or to several side by side."""

    lines: Lines
    known: KnownHosts
    script: collector.Script
    policy: Policy
    lang: str

    def __call__(self, host: Host) -> list[Rung]:
        """All rungs that were reached; what a host said is cleaned."""
        return [
            Rung(rung=r.rung, state=r.state, says=clean(r.says), fix=r.fix)
            for r in self._climb(host)
        ]

    def _climb(self, host: Host) -> Iterator[Rung]:
        if host.connection == "bundle":
            way = words.in_language(_BY_FILE, self.lang, subject=host.subject)
            yield Rung(rung="connect", state="unknown", says="bundle", fix=way)
            return
        try:
            transport = self.lines.transport(host)
        except Failure as why:
            yield from self._broken(why)
            return
        # A person waits for the answer and can ask again: one attempt.
        collected = collect(transport, self.script, stop=self.lines.stop, pauses=())
        if collected.failure:
            yield from self._broken(collected.failure)
            return
        yield from self._held(host)
        yield self._privilege(host, collected)
        if collected.evidence:
            yield from self._collected(host, collected.evidence)

    def _broken(self, why: Failure) -> Iterator[Rung]:
        """Rungs below the one that broke have held."""
        for stage in Stage:
            if stage is why.stage:
                break
            yield Rung(rung=stage.value, state="pass", says="")
        fix = words.in_language(why.way_out, self.lang)
        yield Rung(rung=why.stage.value, state="fail", says=str(why), fix=fix)

    def _held(self, host: Host) -> Iterator[Rung]:
        if host.connection == "local":
            yield Rung(rung="connect", state="pass", says="this machine")
            return
        meant = target(host)
        keys = ", ".join(str(k) for k in self.known.keys(meant.key_name))
        through = "".join(f"{hop.key_name} → " for hop in meant.jump)
        yield Rung(rung="connect", state="pass", says=through + meant.key_name)
        yield Rung(rung="host_key", state="pass", says=keys)
        yield Rung(rung="login", state="pass", says=meant.user)

    def _privilege(self, host: Host, collected: Collected) -> Rung:
        evidence, answer = collected.evidence, collected.answer
        if evidence and evidence.privileged:
            return Rung(rung="sudo", state="pass", says="the collector ran as root")
        why = answer.degraded if answer else None
        return Rung(
            rung="sudo",
            state="fail",
            says=str(why) if why else f"{host.user or 'the account'} is not root",
            fix=getattr(why.way_out if why else _NOT_ROOT, self.lang),
        )

    def _collected(self, host: Host, evidence: Evidence) -> Iterator[Rung]:
        header = evidence.header
        if evidence.cut_short:
            yield Rung(rung="collect", state="fail", says=str(evidence.cut_short))
        else:
            says = f"{len(evidence.items)} probes, {header.get('cpu_s', '?')} s CPU"
            yield Rung(rung="collect", state="pass", says=says)
        yield from self._lacks(host, evidence)

    def _lacks(self, host: Host, evidence: Evidence) -> Iterator[Rung]:
        """What rules could not be judged for, the most frequent first."""
        told = with_setting(evidence, host.setting(None))
        rows = judge_host(self.policy, host, told)
        missing = Counter(
            (str(r.verdict.reason), r.verdict.actual)
            for r in rows
            if r.status is Status.UNKNOWN
        )
        for (reason, detail), count in missing.most_common(_LACKING):
            says = f"{reason}: {detail[:100]} ({count} rules)"
            yield Rung(rung="lacks", state="unknown", says=says)
        if rest := sum(missing.values()) - sum(
            n for _, n in missing.most_common(_LACKING)
        ):
            yield Rung(rung="lacks", state="unknown", says=f"… {rest} rules more")
