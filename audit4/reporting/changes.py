"""What changed between two results documents."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from audit4.finding import Status
from audit4.reporting.context import Context, anchor
from audit4.reporting.groups import by_rule
from audit4.reporting.inputs import Moved
from audit4.reporting.rows import Document, Row, moment, results
from audit4.reporting.view import ChangesView, ChangeView

_JUDGED = frozenset({Status.PASS, Status.FAIL})
_MENDED = frozenset({Status.PASS, Status.NOT_APPLICABLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    now: Row
    before: Row | None

    @property
    def comparable(self) -> bool:
        return self.before is None or self.now.measured == self.before.measured

    @property
    def mended(self) -> bool:
        return self._was(Status.FAIL) and self.now.status in _MENDED

    @property
    def appeared(self) -> bool:
        return self.now.status is Status.FAIL and not self._was(Status.FAIL)

    @property
    def lost(self) -> bool:
        known = self.before is not None and self.before.status in _JUDGED
        return known and self.now.status is Status.UNKNOWN

    def _was(self, status: Status) -> bool:
        return self.before is not None and self.before.status is status


def with_changes(
    rows: Iterable[Row], unit: str, context: Context
) -> tuple[Context, ChangesView | None]:
    """The changes since the last round, and the context that knows what is new.

    Nothing where there was no last round, or the unit was not part of it.
    """
    previous = context.extras.previous
    if not previous:
        return context, None
    before = {r.key: r for r in results(previous, unit, context.lang)}
    if not before:
        return context, None
    pairs = [_Pair(now=r, before=before.get(r.key)) for r in rows]
    changed = [p for p in pairs if p.comparable]
    appeared = frozenset(p.now.key for p in changed if p.appeared)
    view = _view(previous, changed, len(pairs) - len(changed), context)
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
