"""What changed between two results documents."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from audit4.finding import Status
from audit4.reporting.context import Context, anchor
from audit4.reporting.groups import by_rule
from audit4.reporting.inputs import Moved
from audit4.reporting.rows import Document, Earlier, Row, moment
from audit4.reporting.view import ChangesView, ChangeView

_JUDGED = frozenset({Status.PASS, Status.FAIL})
_MENDED = frozenset({Status.PASS, Status.NOT_APPLICABLE})


class _Pair(NamedTuple):
    now: Row
    was: Status | None

    @property
    def mended(self) -> bool:
        return self.was is Status.FAIL and self.now.status in _MENDED

    @property
    def appeared(self) -> bool:
        return self.now.status is Status.FAIL and self.was is not Status.FAIL

    @property
    def lost(self) -> bool:
        return self.was in _JUDGED and self.now.status is Status.UNKNOWN


def with_changes(
    rows: Sequence[Row], unit: str, context: Context
) -> tuple[Context, ChangesView | None]:
    """The changes since the last round, and the context that knows what is new.

    Nothing where there was no last round, or the unit was not part of it.
    """
    previous = context.extras.previous
    if not previous:
        return context, None
    before = Earlier(context.extras.earlier, unit, context.lang)
    if not before:
        return context, None
    comparable = [r for r in rows if before.comparable(r)]
    changed = [
        _Pair(now, was)
        for now in comparable
        if (was := before.status(now)) is not now.status
    ]
    appeared = frozenset(p.now.key for p in changed if p.appeared)
    view = _view(previous, changed, len(rows) - len(comparable), context)
    return replace(context, before=before, appeared=appeared), view


def _view(
    previous: Document, pairs: list[_Pair], incomparable: int, context: Context
) -> ChangesView:
    def those(which: Callable[[_Pair], bool]) -> tuple[ChangeView, ...]:
        found = by_rule(p.now for p in pairs if which(p))
        return tuple(_change(rows, context) for rows in found.values())

    scan: Mapping[str, str] = previous["scan"]
    started = moment(scan["started"])
    assert started is not None  # noqa: S101 - the schema demands it
    return ChangesView(
        round=scan["round"],
        started=started,
        mended=those(lambda p: p.mended),
        appeared=those(lambda p: p.appeared),
        lost=those(lambda p: p.lost),
        incomparable=incomparable,
        moved=Moved(
            mended=sum(p.mended for p in pairs),
            appeared=sum(p.appeared for p in pairs),
        ),
    )


def _change(rows: list[Row], context: Context) -> ChangeView:
    return ChangeView(
        rule=rows[0].rule,
        anchor=anchor(rows[0].rule),
        title=context.title(rows[0]),
        severity=rows[0].severity,
        subjects=tuple(sorted({r.host or r.subject for r in rows})),
    )
