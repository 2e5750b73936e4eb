"""A unit's scores from round to round."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from audit4.reporting.clean import clean
from audit4.reporting.inputs import Past
from audit4.reporting.rows import ScoreRow
from audit4.reporting.view import PointView, ScanView
from audit4.score import Score

LAYERS = (1, 2, 3, 4)


def trend(
    past: Iterable[Past], now: Mapping[int | None, ScoreRow], scan: ScanView
) -> tuple[PointView, ...]:
    """Earlier scores and today's, oldest first; nothing where there are none.

    What could not be judged at all has no point.
    """
    points: list[PointView] = []
    policy = ""
    for one in past:
        rows = {s.layer: _row(s) for s in one.scores}
        changed = bool(policy) and one.policy != policy
        points += _point(clean(one.round), one.started, rows, changed=changed)
        policy = one.policy
    if not points:
        return ()
    changed = bool(policy) and scan.policy_digest != policy
    return (*points, *_point(scan.round, scan.started, now, changed=changed))


def _point(
    name: str, started: datetime, rows: Mapping[int | None, ScoreRow], *, changed: bool
) -> Iterable[PointView]:
    overall = rows.get(None)
    if overall and overall.low is not None:
        yield PointView(
            round=name,
            started=started,
            overall=overall,
            layers=tuple(rows.get(layer) for layer in LAYERS),
            changed=changed,
        )


def _row(score: Score) -> ScoreRow:
    return ScoreRow(
        unit=score.unit,
        system="",
        layer=score.layer,
        low=score.low,
        high=score.high,
        attested=score.attested or 0.0,
        band=score.band,
        judged=score.judged,
        applicable=score.applicable,
        capped=score.capped,
        provisional=score.provisional,
    )
