"""What the best mendings would bring, the easiest points first."""

from collections.abc import Iterable, Mapping

from audit4.reporting.context import Context, anchor
from audit4.reporting.rows import Row
from audit4.reporting.view import EndView, MendingView, RehearsalView
from audit4.score import Mending, Rehearsal, Score

# A setting for which no command can be given takes about this many times as long.
_BY_HAND = 3


def rehearsal(
    given: Rehearsal | None, rows: Iterable[Row], context: Context
) -> RehearsalView | None:
    """The mendings by what they gain for each place that has to be visited."""
    if not given or not given.mendings:
        return None
    before, after = _end(given.before), _end(given.after)
    if not before or not after:
        return None
    by_id = {r.rule: r for r in rows}
    mendings = [_mending(m, by_id, context) for m in given.mendings]
    return RehearsalView(
        mendings=tuple(sorted(mendings, key=_worth, reverse=True)),
        before=before,
        after=after,
    )


def _mending(
    mending: Mending, by_id: Mapping[str, Row], context: Context
) -> MendingView:
    row = by_id[mending.rule]
    return MendingView(
        anchor=anchor(mending.rule),
        title=context.title(row),
        severity=mending.severity,
        layer=mending.layer,
        subjects=tuple(s.rsplit("/", 1)[-1] for s in mending.subjects),
        gain=mending.gain,
        ready=bool(context.commands(row)),
    )


def _worth(mending: MendingView) -> float:
    effort = len(mending.subjects) * (1 if mending.ready else _BY_HAND)
    return mending.gain / max(1, effort)


def _end(score: Score) -> EndView | None:
    if score.low is None or score.high is None or score.band is None:
        return None
    return EndView(low=score.low, high=score.high, band=score.band)
