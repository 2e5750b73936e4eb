"""Follow findings through the store: what a scan does to them, what changed since.

The rules stand in `audit4.lifecycle`; here they meet what is stored, one subject
at a time, so that a province's million results need not be in memory.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from audit4.evidence import EarlierFinding
from audit4.finding import Basis, Status
from audit4.lifecycle import FOLLOWED, SLA_DAYS, Context, advance
from audit4.record import Change, Changes, Event, Finding, FindingState
from audit4.store.store import Store

__all__ = [
    "SLA_DAYS",
    "Context",
    "Difference",
    "advance",
    "differences",
    "earlier_findings",
    "track",
]


def track(store: Store, context: Context) -> Iterator[Changes]:
    """What a scan that is stored, but not finished, does to all findings.

    One subject at a time, to be passed on to `Store.finish_scan`.
    """
    seen = set()
    rows = store.results(context.scan)
    followed = store.followed()
    before = store.last_scan(before=context.scan) is not None
    for subject, of_subject in groupby(rows, key=attrgetter("subject")):
        seen.add(subject)
        if subject in followed:
            known, results = store.findings_on(subject), tuple(of_subject)
        else:
            known, results = (), tuple(r for r in of_subject if r.status in FOLLOWED)
        rules = {finding.rule for finding in known}
        # What was measured before matters to a first failure alone, and most
        # subjects have none.
        first = any(r.status is Status.FAIL and r.rule not in rules for r in results)
        old = store.earlier_results(context.scan, subject) if before and first else ()
        yield advance(known, results, context, old)
    left = (f for f in store.findings() if f.subject not in seen)
    for _, findings in groupby(left, key=lambda f: f.subject):
        yield advance(findings, (), context)


def earlier_findings(store: Store, subject: str) -> tuple[EarlierFinding, ...] | None:
    """The unmended findings on a subject, and on what is in it, as they stand.

    None as long as no finished scan has seen a host of it.
    Computed ones are left out: a rule that counts overdue findings must not
    count itself, or it could never be met again.
    """
    if not store.was_seen(subject):
        return None
    return tuple(
        EarlierFinding(
            rule=f.rule, severity=f.severity.value, state=f.state.value, due=f.due
        )
        for f in store.findings(subject, [s for s in FindingState if s.unmended])
        if f.basis is not Basis.COMPUTED
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What became of one finding between two scans."""

    change: Change
    finding: Finding


def differences(
    store: Store, until: str, since: str | None = None, within: str | None = None
) -> tuple[Difference, ...]:
    """What changed in the findings between two scans.

    `since` is the scan to compare with (None: nothing was known before), `until`
    the later one; `within` narrows to a unit or a subject and all inside it.
    Findings that were over and done with at both times are left out.
    """
    old = _last_words(store, since, within) if since else {}
    new = _last_words(store, until, within)
    kinds = _kinds(store, since, until, within)
    return tuple(
        Difference(change=change, finding=found)
        for found in store.findings(within)
        if found.id in new
        for change in [_between(old.get(found.id), new[found.id], kinds[found.id])]
        if change
    )


def _last_words(
    store: Store, until: str, within: str | None
) -> Mapping[int | None, Event]:
    return dict(store.history(within, until))


def _kinds(
    store: Store, since: str | None, until: str, within: str | None
) -> Mapping[int | None, list[str]]:
    """What happened to each finding after one scan and up to another."""
    kinds: dict[int | None, list[str]] = defaultdict(list)
    for number, event in store.history(within, until):
        kinds[number].append(event.kind)
    for number, _ in store.history(within, since) if since else ():
        kinds[number].pop(0)
    return kinds


_AT_LAST = {
    FindingState.RESOLVED: Change.RESOLVED,
    FindingState.CLOSED: Change.CLOSED,
    FindingState.ACCEPTED: Change.ACCEPTED,
}


def _between(old: Event | None, new: Event, kinds: Collection[str]) -> Change | None:
    was = old is not None and old.state.unmended
    if not was and not new.state.unmended:
        return None
    if Change.INCOMPARABLE in kinds:
        return Change.INCOMPARABLE
    if new.unverified:
        return Change.UNVERIFIED
    return _AT_LAST.get(new.state) or _still(old, kinds)


def _still(old: Event | None, kinds: Collection[str]) -> Change:
    """What it is called that a finding is open now."""
    if old is None or old.state is FindingState.PENDING:
        return Change.NEW
    if old.state.unmended or "returned" in kinds:
        return Change.PERSISTING
    return Change.REOPENED
