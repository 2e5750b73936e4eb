"""A scan that is kept: begun, recorded host by host, and finished once."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit4 import __version__, clock
from audit4.finding import Result, Severity
from audit4.inventory import Host
from audit4.judging import judge_stated, waived
from audit4.lifecycle import Context
from audit4.planning import Plan
from audit4.record import ScanInfo
from audit4.scan.inputs import Inputs
from audit4.scan.looking import Look, Looking
from audit4.scan.outcome import Tally
from audit4.scan.running import Watch, interrupted, looks
from audit4.scan.selection import Selection
from audit4.store.identities import Identity
from audit4.store.store import Store
from audit4.tracking import track
from audit4.waivers import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One scan to be done and kept."""

    inputs: Inputs
    selection: Selection
    plan: Plan
    looking: Looking
    round: str
    jobs: int
    lang: str = "vi"
    sla_days: dict[Severity, int] = field(default_factory=dict)
    signer: Ed25519PrivateKey | None = None


def begin(store: Store, job: Job) -> ScanInfo:
    """Write the header of a new scan with all that judging takes."""
    started = clock.now()
    info = ScanInfo(
        id=f"{started:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}",
        round=job.round,
        started=started,
        tool=f"audit4 {__version__}",
        edition=job.plan.edition,
        plan_digest=job.plan.digest,
        policy=job.inputs.policy_info,
        selection=job.selection.words,
    )
    store.begin_scan(info, job.inputs.snapshots())
    return info


def run(store: Store, job: Job, info: ScanInfo, watch: Watch, tally: Tally) -> bool:
    """Look at all selected hosts that are not finished; whether nothing stopped it.

    Each look is stored before the next is waited for, so that whatever ends the
    scan, finished hosts are kept.
    """
    done = store.finished_hosts(info.id)
    for report in store.hosts(info.id):
        if report.subject in done:
            tally.host(report)
            tally.results(store.results(info.id, subject=report.subject))
    left = [h for h in job.selection.hosts if h.subject not in done]
    for host, look in looks(job.looking, left, job.jobs, watch, job.lang):
        if interrupted(look):
            continue
        tally.results(keep(store, job, info, host, look))
        tally.host(look.report)
    return not job.looking.lines.stop.is_set()


def keep(
    store: Store, job: Job, info: ScanInfo, host: Host, look: Look
) -> tuple[Result, ...]:
    """Store one look: its evidence, its results, and who the host proved to be.

    Returns the results as they were stored.
    """
    rows = [r for r in look.results if job.selection.wants(r)]
    kept = tuple(waived(rows, job.inputs.waivers, host.tags, info.started))
    store.save_host(info.id, look.report, look.evidence, kept)
    known = job.looking.known.get(host.subject)
    seen = look.report
    if seen.machine_id and not (known and known.machine_id == seen.machine_id):
        store.remember_identity(
            Identity(
                subject=host.subject,
                host_key=seen.host_key,
                machine_id=seen.machine_id,
                since=info.started,
            )
        )
    return kept


def finish(store: Store, job: Job, info: ScanInfo, tally: Tally) -> ScanInfo:
    """Add what units state, move the findings, seal the scan."""
    told = list(stated(job, info.started))
    store.save_results(info.id, told)
    tally.results(told)
    changes = track(store, _context(job, info))
    return store.finish_scan(info.id, clock.now(), job.signer, changes)


def stated(job: Job, at: datetime) -> Iterator[Result]:
    """Attested results of every unit and system that has a selected host."""
    inputs = job.inputs
    today = at.astimezone(inputs.waivers.zone).date()
    for place in job.selection.places(inputs.inventory):
        rows = judge_stated(inputs.policy, inputs.attestations, place, today)
        wanted = (r for r in rows if job.selection.wants(r))
        yield from waived(wanted, inputs.waivers, (), at)


def _context(job: Job, info: ScanInfo) -> Context:
    inputs, chosen = job.inputs, job.selection
    active = inputs.waivers.in_state(State.ACTIVE, info.started)
    return Context(
        scan=info.id,
        at=info.started,
        subjects=inputs.inventory.subjects,
        rules=inputs.policy.rule_ids,
        looked_at=None if chosen.whole else _subjects(job),
        rules_looked_at=chosen.rules(inputs.policy),
        waivers={w.id for w in active},
        replaces={old: r.id for r in inputs.policy.rules for old in r.replaces},
        sla_days=job.sla_days,
    )


def _subjects(job: Job) -> set[str]:
    return {h.subject for h in job.selection.hosts} | {
        p.subject for p in job.selection.places(job.inputs.inventory)
    }
