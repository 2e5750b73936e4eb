"""Findings of a rule with what they rest on, those that look the same together."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable

from audit4.record import Finding
from audit4.reporting.clean import clean
from audit4.reporting.context import Context, place
from audit4.reporting.difference import Differences
from audit4.reporting.excerpt import Excerpts
from audit4.reporting.inputs import WaiverWords
from audit4.reporting.rows import Row
from audit4.reporting.view import CaseView, EventView, FindingView

# A finding that comes and goes with every scan has no end of events.
_MOST_EVENTS = 8


class Cases:
    """Cases of one report, each piece of evidence read and split once."""

    def __init__(self, context: Context, findings: int) -> None:
        # A report of thousands of findings stays small enough to send.
        most = max(3, min(12, 4000 // max(1, findings)))
        self._context = context
        self._excerpts = Excerpts(context.extras.evidence, most)
        self._differences = Differences(self._excerpts.page)

    def of(self, rows: Iterable[Row]) -> tuple[CaseView, ...]:
        """The findings of one rule; a case of many places first."""
        alike = _by(_says, (self._finding(row) for row in rows))
        cases = [
            CaseView(findings=same, lives=_by(_lived, same), proofs=_by(_rests, same))
            for same in alike
        ]
        return tuple(sorted(cases, key=lambda c: -len(c.findings)))

    def _finding(self, row: Row) -> FindingView:
        context = self._context
        life: Finding | None = context.extras.findings.get(row.key)
        before = context.before.of(row) if context.before else None
        return FindingView(
            anchor=place(row.rule, row.subject),
            title=context.title(row),
            row=row,
            family=context.family(row),
            excerpts=self._excerpts.of(row.evidence, (row.actual, *row.items)),
            before=before.actual if before and before.actual != row.actual else "",
            new_items=frozenset(row.items) - frozenset(before.items)
            if before and before.items
            else frozenset(),
            differences=self._differences.of(row, before),
            state=life.state.value if life else "open",
            first_seen=life.first_seen if life else None,
            first_failed=life.first_failed if life else None,
            due=life.due if life else None,
            overdue=bool(life and life.overdue(context.now)),
            is_new=row.key in context.appeared,
            owner=clean(life.owner) if life else "",
            unverified_since=life.unverified_since if life else None,
            waiver=waiver(row, context),
            history=_history(row, context),
        )


def _by(
    key: Callable[[FindingView], Hashable], findings: Iterable[FindingView]
) -> tuple[tuple[FindingView, ...], ...]:
    alike: dict[Hashable, list[FindingView]] = defaultdict(list)
    for found in findings:
        alike[key(found)].append(found)
    return tuple(tuple(same) for same in alike.values())


def _says(found: FindingView) -> Hashable:
    """What a reader is told of a finding but where it is and how old."""
    row = found.row
    said = (row.message, row.actual, row.expected, row.items, row.more_items)
    return (*said, row.basis, row.waiver, found.before, found.new_items)


def _lived(found: FindingView) -> Hashable:
    """What a reader is told of how old a finding is, and in whose hands."""
    days = (found.first_seen, found.first_failed, found.due, found.overdue)
    return (*days, found.is_new, found.state, found.owner, found.history)


def _rests(found: FindingView) -> Hashable:
    """The lines on which it rests."""
    shown = tuple((e.probe, e.lines, e.left_out) for e in found.excerpts)
    return (found.differences, shown)


def _history(row: Row, context: Context) -> tuple[EventView, ...]:
    """The first event and the latest ones."""
    events = context.extras.histories.get(row.key, ())
    kept = events if len(events) <= _MOST_EVENTS else (events[0], *events[-7:])
    return tuple(
        EventView(at=e.at, kind=clean(e.kind, 40), note=clean(e.note, 120))
        for e in kept
    )


def waiver(row: Row, context: Context) -> WaiverWords | None:
    """The waiver that covers a result, its words cleaned."""
    if not row.waiver:
        return None
    words = context.extras.waivers.get(row.waiver)
    if not words:
        return WaiverWords(id=row.waiver, kind="accept")
    return WaiverWords(
        id=clean(words.id),
        kind=words.kind,
        reason=clean(words.reason),
        owner=clean(words.owner),
        approver=clean(words.approver),
        document=clean(words.document),
        until=words.until,
    )
