"""Scores of units in the database, as they stood when they were reported."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, bindparam, delete, insert, select

from audit4.score import Band, Score
from audit4.store.schema import score

_OVERALL = 0  # a primary key has no place for None

# Made once; see blobs.py.
_DELETE = delete(score).where(
    score.c.judgement == bindparam("j"), score.c.unit == bindparam("u")
)
_INSERT = insert(score)
_READ = (
    select(score)
    .where(score.c.judgement == bindparam("j"), score.c.unit == bindparam("u"))
    .order_by(score.c.layer)
)


def keep(connection: Connection, key: int, unit: str, found: Iterable[Score]) -> None:
    """Write a unit's scores over all its systems, in place of those it had."""
    connection.execute(_DELETE, {"j": key, "u": unit})
    rows = [_row(key, s) for s in found if s.unit == unit and s.system is None]
    if rows:
        connection.execute(_INSERT, rows)


def kept(connection: Connection, key: int, unit: str) -> Iterator[Score]:
    """A unit's scores, the overall one first; nothing where none were kept."""
    for row in connection.execute(_READ, {"j": key, "u": unit}):
        yield Score(
            unit=row.unit,
            system=None,
            layer=row.layer or None,
            low=row.low,
            high=row.high,
            attested=row.attested,
            band=Band(row.band) if row.band else None,
            judged=row.judged,
            applicable=row.applicable,
            capped=row.capped,
            provisional=row.provisional,
        )


def _row(key: int, one: Score) -> dict[str, object]:
    return {
        "judgement": key,
        "unit": one.unit,
        "layer": one.layer or _OVERALL,
        "low": one.low,
        "high": one.high,
        "attested": one.attested,
        "band": one.band.value if one.band else None,
        "judged": one.judged,
        "applicable": one.applicable,
        "capped": one.capped,
        "provisional": one.provisional,
    }
