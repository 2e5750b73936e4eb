"""What a unit has to do next, in the order in which it matters."""

from collections.abc import Iterator, Sequence

from audit4.finding import Severity, Status
from audit4.record import HostState
from audit4.reporting.rows import HostRow, Row
from audit4.reporting.view import GroupView, PermitView, RehearsalView, StepView

MOST_STEPS = 5


def steps(
    *,
    permit: PermitView | None,
    groups: Sequence[GroupView],
    hosts: Sequence[HostRow],
    rows: Sequence[Row],
    rehearsal: RehearsalView | None,
) -> tuple[StepView, ...]:
    """At most five steps: what breaks the law first, what is only late last."""
    found = [
        *_permit(permit),
        *_urgent(groups),
        *_rehearsed(rehearsal),
        *_dark(hosts),
        *_unproven(rows),
    ]
    return tuple(found[:MOST_STEPS])


def _permit(permit: PermitView | None) -> Iterator[StepView]:
    if permit is None:
        yield StepView(kind="permit", anchor="standing")
    elif permit.expired:
        yield StepView(kind="permit_expired", anchor="standing")


def _urgent(groups: Sequence[GroupView]) -> Iterator[StepView]:
    late = sum(f.overdue for g in groups for f in g.findings)
    if late:
        yield StepView(kind="overdue", anchor="findings", count=late)
    critical = [g for g in groups if g.severity is Severity.CRITICAL]
    if critical:
        count = sum(len(g.findings) for g in critical)
        yield StepView(kind="critical", anchor=critical[0].anchor, count=count)


def _rehearsed(rehearsal: RehearsalView | None) -> Iterator[StepView]:
    if rehearsal:
        count = len(rehearsal.mendings)
        yield StepView(kind="rehearsal", anchor="rehearsal", count=count)


def _dark(hosts: Sequence[HostRow]) -> Iterator[StepView]:
    dark = sum(h.state is not HostState.JUDGED for h in hosts)
    if dark:
        yield StepView(kind="dark", anchor="not-judged", count=dark)


def _unproven(rows: Sequence[Row]) -> Iterator[StepView]:
    pending = sum(r.status is Status.PENDING for r in rows)
    if pending:
        yield StepView(kind="pending", anchor="attestations", count=pending)
