"""A finding's life from scan to scan.

`advance` is the whole of the rules, a pure function of findings and results:

- only a later scan that measured `pass` or `not_applicable` resolves a finding;
- what could not be judged is *unverified*: it keeps its state and its due date;
- a requirement that changed (parameters, check version) is *incomparable*: a
  finding that such a scan no longer sees is closed, not counted as mended;
- a retired host or a withdrawn rule closes its findings as out of scope;
- a waiver in force accepts a failing result, and its end opens it again;
- an attestation that is awaited past its time becomes a finding.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from audit4.finding import Basis, Exempt, Result, Severity, Status
from audit4.record import Change, Changes, Event, Finding, FindingState

SLA_DAYS: Mapping[Severity, int] = {
    Severity.CRITICAL: 7,
    Severity.HIGH: 30,
    Severity.MEDIUM: 90,
    Severity.LOW: 180,
}
"""Days to mend by severity; audit4's own default, a workspace sets its own."""

# What makes a finding of a result that had none.
FOLLOWED = frozenset({Status.FAIL, Status.PENDING})
_MET = frozenset({Status.PASS, Status.NOT_APPLICABLE})
_ENDED = frozenset({FindingState.RESOLVED, FindingState.CLOSED})
# Exemptions by what the host is meant to be: the rule is out of scope, and nothing
# was mended. The others (not installed, not used) are the host's own state.
_OUT_OF_SCOPE = frozenset(
    {Exempt.LEVEL, Exempt.ROLE, Exempt.OS_FAMILY, Exempt.ATTESTED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a scan was to look at, and by which rules a finding moves.

    `subjects` and `rules` are all that the inventory and the policy have, not
    only those selected: what is in neither is out of scope. `looked_at` and
    `rules_looked_at` are those that the scan selected (None: all); what it did
    not select stays as it is. `waivers` are the ids in force at `at`, `replaces`
    gives the new id of a rule by its old one.

    `complete` says that results stand for all rules that apply to a subject, so
    that a rule without one on a subject that has others applies there no more;
    without it such a finding is unverified.
    """

    scan: str
    at: datetime
    subjects: Collection[str]
    rules: Collection[str]
    looked_at: Collection[str] | None = None
    rules_looked_at: Collection[str] | None = None
    complete: bool = False
    waivers: Collection[str] = ()
    replaces: Mapping[str, str] = field(default_factory=dict)
    sla_days: Mapping[Severity, int] = field(default_factory=lambda: SLA_DAYS)

    def due(self, severity: Severity, since: datetime) -> datetime:
        """When something found then has to be mended."""
        return since + timedelta(days=self.sla_days[severity])


@dataclass(frozen=True, slots=True)
class _Move:
    """A finding after one step, with what happened to it (nothing: no event)."""

    finding: Finding
    kind: str | None = None
    note: str = ""


def advance(
    existing: Iterable[Finding],
    results: Iterable[Result],
    context: Context,
    earlier: Iterable[Result] = (),
) -> Changes:
    """What the results of a scan do to the findings of the same subjects.

    `earlier` are the results of the scan before, if at hand: a failure whose
    measure was another one then is new but no worsening. Returns the findings
    that changed, in any of their fields, and the events to append.
    """
    measures = {(r.subject, r.rule): _measure(r) for r in earlier}
    findings: dict[tuple[str, str], Finding] = {}
    moves: list[_Move] = []
    judged = set()
    before = {(f.subject, f.rule): f for f in existing}
    for move in _carried(before, context):
        findings[move.finding.subject, move.finding.rule] = move.finding
        if move.kind:
            moves.append(move)
    for row in results:
        key = (row.subject, row.rule)
        judged.add(row.subject)
        if found := findings.pop(key, None):
            moves += _judged(found, row, context)
        else:
            moves += _new(row, context, measures.get(key))
    for left in findings.values():
        moves += _unjudged(left, context, judged)
    return _changes(before, moves, context)


def _measure(row: Result | Finding) -> tuple[int, str]:
    return row.check_version, row.parameters


def _carried(
    before: Mapping[tuple[str, str], Finding], context: Context
) -> Iterator[_Move]:
    """Findings as they stand, under the new ids of rules that were replaced."""
    for (subject, rule), found in before.items():
        new = context.replaces.get(rule, rule)
        if new == rule or (subject, new) in before:
            yield _Move(found)
        else:
            yield _Move(replace(found, rule=new), "replaced", rule)


def _new(
    row: Result, context: Context, measure: tuple[int, str] | None
) -> Iterator[_Move]:
    """The first sight of a rule that is not met, or of an attestation awaited."""
    if row.status not in FOLLOWED:
        return
    waiting = row.status is Status.PENDING
    found = Finding(
        subject=row.subject,
        rule=row.rule,
        control=row.control,
        check=row.check,
        layer=row.layer,
        severity=row.severity,
        basis=row.basis,
        state=FindingState.PENDING if waiting else FindingState.OPEN,
        first_seen=context.at,
        first_failed=context.at,
        last_seen=context.at,
        due=context.due(row.severity, context.at),
        check_version=row.check_version,
        parameters=row.parameters,
    )
    if waiting:
        yield _Move(found, "pending")
        return
    other = measure is not None and measure != _measure(row)
    yield _Move(found, Change.INCOMPARABLE if other else Change.NEW)
    yield from _waived(found, row.waiver)


def _judged(found: Finding, row: Result, context: Context) -> Iterator[_Move]:
    """A finding that the scan has a result for."""
    if row.status is Status.FAIL:
        yield from _failed(found, row, context)
    elif row.status in _MET:
        yield from _met(found, row, context)
    elif row.status is Status.PENDING and found.state is FindingState.PENDING:
        yield from _awaited(found, context)
    elif row.status is Status.PENDING and found.state in _ENDED:
        again = replace(
            found,
            state=FindingState.PENDING,
            due=context.due(row.severity, context.at),
        )
        yield _Move(again, "pending")
    else:
        yield from _unverified(found, context)


def _failed(found: Finding, row: Result, context: Context) -> Iterator[_Move]:
    other = _measure(found) != _measure(row)
    now = _seen(found, row, context)
    if found.state is FindingState.PENDING:
        now = _spell(now, context, FindingState.OPEN)
        yield _Move(now, Change.NEW)
    elif found.state is FindingState.RESOLVED:
        now = _spell(now, context, FindingState.REOPENED)
        yield _Move(now, Change.INCOMPARABLE if other else Change.REOPENED)
    elif found.state is FindingState.CLOSED and found.ending == Change.INCOMPARABLE:
        now = _spell(now, context, FindingState.REOPENED)
        yield _Move(now, Change.REOPENED)
    elif found.state is FindingState.CLOSED:
        # It was out of scope, never mended: its spell and its due date go on.
        now = replace(now, state=FindingState.OPEN)
        yield _Move(now, "returned")
    elif other:
        yield _Move(now, Change.INCOMPARABLE)
    elif found.unverified_since:
        yield _Move(now, "verified")
    else:
        yield _Move(now)
    yield from _waived(now, row.waiver)


def _seen(found: Finding, row: Result, context: Context) -> Finding:
    """The finding with what the latest failing result says of it."""
    due = found.due
    if found.severity is not row.severity:
        due = context.due(row.severity, found.first_failed)
    return replace(
        found,
        control=row.control,
        check=row.check,
        layer=row.layer,
        severity=row.severity,
        basis=row.basis,
        check_version=row.check_version,
        parameters=row.parameters,
        last_seen=context.at,
        due=due,
        unverified_since=None,
        ending="",
    )


def _spell(found: Finding, context: Context, state: FindingState) -> Finding:
    """A new spell of failing begins."""
    return replace(
        found,
        state=state,
        first_failed=context.at,
        due=context.due(found.severity, context.at),
    )


def _waived(found: Finding, waiver: str | None) -> Iterator[_Move]:
    if waiver and (found.state, found.waiver) != (FindingState.ACCEPTED, waiver):
        accepted = replace(found, state=FindingState.ACCEPTED, waiver=waiver)
        yield _Move(accepted, Change.ACCEPTED, waiver)
    elif not waiver and found.state is FindingState.ACCEPTED:
        yield _expired(found)


def _expired(found: Finding) -> _Move:
    opened = replace(found, state=FindingState.OPEN, waiver=None)
    return _Move(opened, "expired", found.waiver or "")


def _met(found: Finding, row: Result, context: Context) -> Iterator[_Move]:
    if found.state in _ENDED:
        if row.status is not Status.PASS:
            return
        # Keep what was last measured, or the next change would go unnoticed.
        yield _Move(
            replace(found, check_version=row.check_version, parameters=row.parameters)
        )
    elif found.state is FindingState.PENDING:
        yield _end(found, FindingState.RESOLVED, "answered")
    elif row.status is Status.NOT_APPLICABLE and row.verdict.reason in _OUT_OF_SCOPE:
        yield _end(found, FindingState.CLOSED, Change.CLOSED, str(row.verdict.reason))
    elif row.basis is Basis.ATTESTED and found.basis is not Basis.ATTESTED:
        yield from _unverified(found, context)
    elif _measure(found) != _measure(row):
        now = replace(found, check_version=row.check_version, parameters=row.parameters)
        yield _end(
            now, FindingState.CLOSED, Change.INCOMPARABLE, Change.INCOMPARABLE.value
        )
    else:
        yield _end(found, FindingState.RESOLVED, Change.RESOLVED)


def _end(found: Finding, state: FindingState, kind: str, note: str = "") -> _Move:
    ended = replace(found, state=state, ending=note, unverified_since=None, waiver=None)
    return _Move(ended, kind, note)


def _awaited(found: Finding, context: Context) -> Iterator[_Move]:
    if context.at > found.due:
        overdue = replace(found, state=FindingState.OPEN, last_seen=context.at)
        yield _Move(overdue, Change.NEW, "attestation overdue")


def _unverified(found: Finding, context: Context) -> Iterator[_Move]:
    if not found.state.unmended:
        return
    now = found
    if found.state is FindingState.ACCEPTED and found.waiver not in context.waivers:
        move = _expired(found)
        now = move.finding
        yield move
    if now.unverified_since is None:
        dark = replace(now, unverified_since=context.at)
        yield _Move(dark, Change.UNVERIFIED)


def _unjudged(
    found: Finding, context: Context, judged: Collection[str]
) -> Iterator[_Move]:
    """A finding that the scan has no result for."""
    if found.state is FindingState.CLOSED:
        return
    if found.subject not in context.subjects:
        yield from _out_of_scope(found, "host retired")
    elif found.rule not in context.rules:
        yield from _out_of_scope(found, "rule withdrawn")
    elif not _looked_at(found, context):
        return
    elif context.complete and found.subject in judged:
        yield from _out_of_scope(found, "rule applies no more")
    else:
        yield from _unverified(found, context)


def _out_of_scope(found: Finding, why: str) -> Iterator[_Move]:
    if found.state is not FindingState.RESOLVED:
        yield _end(found, FindingState.CLOSED, Change.CLOSED, why)


def _looked_at(found: Finding, context: Context) -> bool:
    subjects, rules = context.looked_at, context.rules_looked_at
    return (subjects is None or found.subject in subjects) and (
        rules is None or found.rule in rules
    )


def _changes(
    before: Mapping[tuple[str, str], Finding],
    moves: Iterable[_Move],
    context: Context,
) -> Changes:
    after: dict[tuple[str, str], Finding] = {}
    events = []
    for move in moves:
        found = move.finding
        after[found.subject, found.rule] = found
        if move.kind:
            events.append(_event(move, context))
    changed = tuple(f for key, f in after.items() if before.get(key) != f)
    return Changes(findings=changed, events=tuple(events))


def _event(move: _Move, context: Context) -> Event:
    found = move.finding
    return Event(
        subject=found.subject,
        rule=found.rule,
        at=context.at,
        kind=str(move.kind),
        state=found.state,
        unverified=found.unverified_since is not None,
        scan=context.scan,
        note=move.note,
    )
