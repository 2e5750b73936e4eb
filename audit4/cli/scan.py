"""`audit4 scan`: the main job, over a workspace or over one server."""

import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from audit4 import clock, collector
from audit4.cli import words
from audit4.cli.common import (
    POLICY,
    edition_name,
    inputs,
    key_folder,
    selecting,
    workspace,
)
from audit4.cli.log import LOG, Logged, logged
from audit4.cli.output import folded
from audit4.cli.progress import progress, writing
from audit4.documents import nearest
from audit4.errors import Audit4Error
from audit4.evidence import Reason
from audit4.finding import Severity, Text
from audit4.planning import make_plan
from audit4.record import ScanInfo
from audit4.registry import load as load_registry
from audit4.scan.collecting import Collected
from audit4.scan.comparing import baselines
from audit4.scan.inputs import Inputs, restored
from audit4.scan.looking import Known, Looking
from audit4.scan.outcome import INCOMPLETE, INTERRUPTED, Tally
from audit4.scan.selection import KINDS, Selection
from audit4.scan.stored import Job, begin, finish, run
from audit4.scan.targets import Lines, target
from audit4.scan.twins import Twins
from audit4.store.keys import load_key
from audit4.store.lock import workspace_lock
from audit4.store.store import Store
from audit4.tracking import earlier_findings
from audit4.transport.hostkeys import KnownHosts
from audit4.transport.hostkeys import read as read_known_hosts
from audit4.transport.jump import JumpPool
from audit4.workspace import Workspace

if TYPE_CHECKING:
    from audit4.scan.reports import Written


def _reasons(given: str | None) -> frozenset[str]:
    """The reasons in a list with commas; a word that is none is refused."""
    words_given = [w.strip() for w in (given or "").split(",") if w.strip()]
    for word in words_given:
        if word not in set(Reason):
            near = nearest(word, Reason)
            raise click.BadParameter(f"no reason `{word}`{near}")
    return frozenset(words_given)


_EPILOG = """\b
Examples:
  audit4 scan                            everything in the inventory
  audit4 scan --unit so-mau --layer 1    one unit, one layer
  audit4 scan admin@192.0.2.10 --key ~/.ssh/id_ed25519 --level 3 --html out.html
  audit4 scan --resume                   go on with the scan that was interrupted

\b
Exit codes: 0 done, 1 findings at or above --fail-on, 2 usage or configuration,
3 incomplete (wins over 1), 130 interrupted."""


@click.command("scan", epilog=_EPILOG)
@click.argument("target", required=False, metavar="[USER@HOST[:PORT]]")
@selecting
@click.option(
    "--layer",
    "layers",
    multiple=True,
    type=click.IntRange(1, 4),
    help="Only this layer.",
)
@click.option("--control", "controls", multiple=True, help="Only this control.")
@click.option("--round", "round_id", help="Assessment round  [default: workspace's].")
@click.option("--jobs", type=click.IntRange(1, 256), help="Hosts scanned at once.")
@click.option("--resume", is_flag=True, help="Go on with the interrupted scan.")
@POLICY
@click.option("--lang", type=click.Choice(["vi", "en"]), help="Words and reports.")
@click.option(
    "--fail-on",
    type=click.Choice([*(s.value for s in Severity), "never"]),
    help="Severity from which findings give exit code 1  [default: high].",
)
@click.option(
    "--accept-unknown",
    metavar="REASON,…",
    callback=lambda _ctx, _option, value: _reasons(value),
    help="Reasons of unknown that do not make a scan incomplete.",
)
@click.option("--no-reports", is_flag=True, help="No pages: `audit4 report` does that.")
@click.option("--plain", is_flag=True, help="Plain lines, as without a terminal.")
@click.option(
    "--log", "log_file", type=click.Path(dir_okay=False), help="Append a debug log."
)
@click.option("-q", "--quiet", is_flag=True, help="Say only how it ended.")
@click.option(
    "--level", type=click.IntRange(1, 5), default=1, help="One server: level."
)
@click.option("--key", type=click.Path(dir_okay=False), help="One server: private key.")
@click.option("--sudo/--no-sudo", default=True, help="One server: use sudo if allowed.")
@click.option(
    "--sudo-password-env", metavar="NAME", help="One server: variable with it."
)
@click.option(
    "--json", "json_file", type=click.Path(), help="One server: results file."
)
@click.option("--html", "html_file", type=click.Path(), help="One server: report file.")
@click.pass_context
def command(ctx: click.Context, /, target: str | None, **given: Any) -> int:  # noqa: ANN401
    """Audit servers: all of the workspace's inventory, a part of it, or one server.

    With USER@HOST one server is audited with the shipped policy; nothing is stored.
    USER@HOST may be `localhost` for this very machine.
    """
    with logged(given.pop("log_file")):
        if target:
            # Only this way needs them, and they cost a tenth of a second.
            from audit4.cli.adhoc import AdHoc, scan_one  # noqa: PLC0415

            return scan_one(AdHoc.of(target, given))
        return _scan_workspace(workspace(ctx), given)


@dataclass(slots=True)
class _Prepared:
    """A scan that is ready to run: its inputs, hosts, and how it is to be judged."""

    place: Workspace
    inputs: Inputs
    selection: Selection
    given: dict[str, Any]
    brought: Mapping[str, Collected] = field(default_factory=dict)


def _scan_workspace(place: Workspace, given: dict[str, Any]) -> int:
    place.ensure()
    with (
        workspace_lock(place.state / "lock", clock.now()),
        Store.open(place.database) as store,
    ):
        unfinished = store.unfinished()
        if given["resume"]:
            if not unfinished:
                raise Audit4Error("no interrupted scan to go on with")
            return _resume(place, store, given)
        found = inputs(place, given["policy_name"])
        chosen = Selection.of(_words(given), found.inventory, found.policy)
        if not chosen.hosts and not any(chosen.places(found.inventory)):
            click.echo(_in_language(place, given, words.NOTHING), err=True)
            return INCOMPLETE
        prepared = _Prepared(place, found, chosen, given)
        _authorised(prepared)
        return _run(store, prepared, None)


def scan_brought(
    place: Workspace, store: Store, subject: str, found: Collected, lang: str | None
) -> int:
    """Judge what a bundle brought as a scan of that one host; the exit code."""
    given: dict[str, Any] = {
        "lang": lang,
        "round_id": None,
        "jobs": None,
        "fail_on": None,
        "accept_unknown": None,
        "no_reports": False,
        "quiet": True,
        "plain": True,
    }
    taken = inputs(place)
    chosen = Selection.of([f"host={subject}"], taken.inventory, taken.policy)
    prepared = _Prepared(place, taken, chosen, given, {subject: found})
    _authorised(prepared)
    return _run(store, prepared, None)


def _resume(place: Workspace, store: Store, given: dict[str, Any]) -> int:
    info = store.unfinished()[-1]
    registry = load_registry(place.config.packs, place.checks)
    found = restored(store.snapshots(info.id), registry)
    chosen = Selection.of(info.selection, found.inventory, found.policy)
    prepared = _Prepared(place, found, chosen, given)
    return _run(store, prepared, info.id)


def _run(store: Store, prepared: _Prepared, resumed: str | None) -> int:
    place, given = prepared.place, prepared.given
    lang = _lang(place, given)
    tally = Tally(fail_on=_fail_on(place, given), accepted=_accepted(place, given))
    stop = threading.Event()
    with JumpPool(known := read_known_hosts(place.known_hosts)) as pool:
        lines = Lines(known=known, pool=pool, stop=stop)
        interrupted = store.scan(resumed) if resumed else None
        job = _job(store, prepared, lines, interrupted)
        info = interrupted or begin(store, job)
        hosts = job.selection.hosts
        LOG.debug("scan %s of %d hosts, plan %s", info.id, len(hosts), info.plan_digest)
        with (
            _stopping(stop, lang),
            progress(len(hosts), quiet=given["quiet"], plain=given["plain"]) as watch,
        ):
            whole = run(store, job, info, Logged(watch), tally)
    if not whole:
        kept = {"done": tally.hosts, "total": len(hosts)}
        click.echo(words.in_language(words.INTERRUPTED, lang, **kept), err=True)
        return INTERRUPTED
    info = finish(store, job, info, tally)
    if given["no_reports"]:
        click.echo(f"{tally}; exit {tally.code}")
        return tally.code
    # Templates and what they need are slow to load; hosts need not wait for them.
    from audit4.scan.reports import Reporter  # noqa: PLC0415

    with writing(quiet=given["quiet"]) as told:
        reporter = Reporter(
            store=store,
            inputs=job.inputs,
            scan=info,
            lang=lang,
            title=place.config.name,
            templates=place.templates,
            told=told,
        )
        written = reporter.write(place.report_folder(info.id))
    _say(tally, info.id, written, lang)
    return tally.code


def _job(
    store: Store, prepared: _Prepared, lines: Lines, interrupted: ScanInfo | None
) -> Job:
    found, config, given = prepared.inputs, prepared.place.config, prepared.given
    probes = found.registry.probes()
    script = collector.build(probes)
    plan = make_plan(
        found.policy,
        prepared.selection.hosts,
        probes,
        edition=edition_name(script),
        collector=script.digest,
    )
    round_id = given["round_id"] or (config.round.id if config.round else "")
    if interrupted:
        round_id = interrupted.round
    looking = Looking(
        policy=found.policy,
        script=script,
        lines=lines,
        known={
            subject: Known(host_key=i.host_key, machine_id=i.machine_id)
            for subject, i in store.identities().items()
        },
        earlier=lambda subject: earlier_findings(store, subject),
        baseline=baselines(store, found.policy, round_id),
        local_time=lambda: clock.now().astimezone(config.zone),
        brought=prepared.brought,
        twins=_twins(store, found, lines.known),
    )
    return Job(
        inputs=found,
        selection=prepared.selection,
        plan=plan,
        looking=looking,
        round=round_id,
        jobs=given["jobs"] or config.jobs,
        lang=_lang(prepared.place, given),
        sla_days={s: config.sla_days.days(s) for s in Severity},
        signer=load_key(key_folder()),
    )


def _lang(place: Workspace, given: dict[str, Any]) -> str:
    return str(given["lang"] or place.config.language)


def _in_language(place: Workspace, given: dict[str, Any], text: Text) -> str:
    return words.in_language(text, _lang(place, given))


def _twins(store: Store, found: Inputs, pinned: KnownHosts) -> Twins:
    """Whom the workspace knows already: by pinned keys and from earlier scans."""
    twins = Twins()
    for host in found.inventory.hosts():
        if host.connection == "ssh":
            keys = pinned.keys(target(host).key_name)
            twins.add(host.subject, (k.fingerprint for k in keys))
    # A host that was renamed or taken out must not haunt the one that it is now.
    subjects = found.inventory.subjects
    for subject, known in store.identities().items():
        if subject in subjects:
            twins.add(subject, (known.host_key, known.machine_id))
    return twins


def _words(given: dict[str, Any]) -> Iterator[str]:
    """The options that narrow a scan, as words that are stored with it."""
    for kind in KINDS:
        yield from (f"{kind}={value}" for value in given[f"{kind}s"])


def _authorised(prepared: _Prepared) -> None:
    """Refuse units without written permission where the workspace wants it so."""
    if not prepared.place.config.require_authorisation:
        return
    today = clock.now().astimezone(prepared.place.config.zone).date()
    wanted = {h.unit for h in prepared.selection.hosts}
    missing = [
        u.id
        for u in prepared.inputs.inventory.units
        if u.id in wanted and not u.authorised(today)
    ]
    if missing:
        raise Audit4Error(
            f"no written permission in force for {', '.join(missing)}: enter it as "
            "`authorisation` in the inventory"
        )


def _fail_on(place: Workspace, given: dict[str, Any]) -> Severity | None:
    word = given["fail_on"] or place.config.fail_on
    return None if word == "never" else Severity(word)


def _accepted(place: Workspace, given: dict[str, Any]) -> frozenset[str]:
    return given["accept_unknown"] or frozenset(
        r.value for r in place.config.accept_unknown
    )


@contextmanager
def _stopping(stop: threading.Event, lang: str) -> Iterator[None]:
    """The first interrupt lets hosts under way end and be kept, the second breaks."""

    def told(_number: int, _frame: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        click.echo(words.in_language(words.STOPPING, lang), err=True)

    before = {s: signal.signal(s, told) for s in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _say(tally: Tally, scan: str, written: "Written", lang: str) -> None:
    click.echo(f"scan     {scan}")
    click.echo(f"index    {written.index}")
    for unit, page in written.units.items():
        click.echo(f"report   {page}  ({unit})")
    click.echo(f"results  {written.results}")
    if told := words.next_step(tally, lang):
        click.echo(folded(told), err=True)
    click.echo(words.outcome(tally, lang))
