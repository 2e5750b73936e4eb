"""Scores of units and systems, by layer: intervals that never flatter.

Every applicable result has a share of its unit's layer: rule severity within its
control, control severity within its system, level among the systems. A score is
the sum of the shares that are met, so what is not known widens the interval and
what a mending is worth can be told beforehand. The formula stands in each report;
it is audit4's own, no authority has published one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, floor
from typing import NamedTuple

from audit4.finding import Basis, Result, Severity, Status

_JUDGED = frozenset({Status.PASS, Status.FAIL})


class Band(StrEnum):
    """Class of a score by its low end, best first."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"


_FLOORS = ((90, Band.A), (75, Band.B), (50, Band.C), (25, Band.D))


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What scores need to know besides the results.

    `controls` gives each control's severity (missing: that of its heaviest rule),
    `levels` each system's level by `unit/system` (missing: 1), `equivalent` the
    ids of the waivers in force that stand for an equivalent measure.
    """

    controls: Mapping[str, Severity]
    levels: Mapping[str, int]
    equivalent: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Score of a unit, or of a system of it, in a layer or (None) over all layers.

    `low`, `high` and `attested` are points of 100, to one decimal, rounded away
    from praise; None, like `band`, where nothing was judged. `attested` is the
    part of `low` that rests on the unit's own word. `judged` and `applicable`
    count results. `capped` says that an open critical failure holds the band
    down, `provisional` that a host could not be judged.
    """

    unit: str
    system: str | None
    layer: int | None
    low: float | None
    high: float | None
    attested: float | None
    band: Band | None
    judged: int
    applicable: int
    capped: bool
    provisional: bool

    @property
    def coverage(self) -> float:
        """Part of the applicable results that was judged, from 0 to 1."""
        return self.judged / self.applicable if self.applicable else 0.0

    @property
    def attested_share(self) -> float:
        """Part of the low end that rests on attestations, from 0 to 1."""
        return (self.attested or 0.0) / self.low if self.low else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mending:
    """A rule of a unit, mended wherever it fails, and the points that it brings."""

    rule: str
    control: str
    layer: int
    severity: Severity
    subjects: tuple[str, ...]
    gain: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What a unit's overall score would be after the mendings, best first."""

    mendings: tuple[Mending, ...]
    before: Score
    after: Score


_Place = tuple[str | None, str | None]


class _Share(NamedTuple):
    """What one result is worth in its layer, counted in one system."""

    row: Result
    part: float
    dark: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scope:
    """A unit, or one system of it: what applies to it, and what each is worth by layer.

    `unseen` are its hosts, by system, of which nothing could be judged.
    """

    unit: str
    system: str | None
    rows: tuple[Result, ...]
    shares: Mapping[int, tuple[_Share, ...]]
    unseen: Collection[_Place]
    equivalent: Collection[str]

    def met(self, row: Result) -> bool:
        status = row.verdict.status
        return status is Status.PASS or (
            status is Status.FAIL and row.waiver in self.equivalent
        )


@dataclass(slots=True)
class _Tally:
    """What a layer comes to: parts of 1 that are met, may be met, rest on words."""

    low: float = 0.0
    high: float = 0.0
    said: float = 0.0
    judged: int = 0
    applicable: int = 0
    capped: bool = False
    provisional: bool = False


def scores(results: Iterable[Result], weights: Weights) -> tuple[Score, ...]:
    """Scores of all units and their systems, by layer and overall, in that order.

    A layer in which nothing applies has no row. The overall score is the mean of
    the layers that have one.
    """
    return tuple(
        _score(scope, layer, tallies)
        for unit, rows in _by_unit(results).items()
        for scope in _scopes(unit, rows, weights)
        for tallies in [_tallies(scope)]
        if tallies
        for layer in (*tallies, None)
    )


def rehearse(
    results: Iterable[Result], weights: Weights, n: int = 5
) -> Rehearsal | None:
    """The `n` mendings that would raise one unit's overall low end the most.

    The gains add up, since what a result is worth does not depend on others.
    None where nothing applies to the unit.

    Raises:
        ValueError: the results are of more than one unit.
    """
    units = _by_unit(results)
    if not units:
        return None
    ((unit, rows),) = units.items()
    scope = _scope(unit, None, rows, weights)
    if not scope.shares:
        return None
    best = _mendings(scope)[:n]
    chosen = {m.rule for m in best}
    before = _score(scope, None, _tallies(scope))
    after = _score(scope, None, _tallies(scope, chosen))
    return Rehearsal(mendings=best, before=before, after=after)


def _by_unit(results: Iterable[Result]) -> Mapping[str, tuple[Result, ...]]:
    found: dict[str, list[Result]] = defaultdict(list)
    for row in results:
        found[row.unit].append(row)
    return {unit: tuple(found[unit]) for unit in sorted(found)}


def _scopes(unit: str, rows: tuple[Result, ...], weights: Weights) -> Iterable[_Scope]:
    yield _scope(unit, None, rows, weights)
    for system in sorted({r.system for r in rows if r.system}):
        of_system = tuple(r for r in rows if r.system in {system, None})
        yield _scope(unit, system, of_system, weights)


def _scope(
    unit: str, system: str | None, rows: tuple[Result, ...], weights: Weights
) -> _Scope:
    # A unit without systems is weighed like one with a single nameless system.
    systems = sorted({r.system for r in rows if r.system}) or [""]
    levels = {s: weights.levels.get(f"{unit}/{s}", 1) for s in systems}
    applying = tuple(r for r in rows if r.verdict.status is not Status.NOT_APPLICABLE)
    tree = _tree(applying, systems)
    dark = _dark(applying)
    shares = {
        layer: tuple(_share(tree[layer], levels, weights, dark)) for layer in tree
    }
    return _Scope(
        unit=unit,
        system=system,
        rows=applying,
        shares=shares,
        unseen=_unseen(applying),
        equivalent=weights.equivalent,
    )


_Tree = dict[int, dict[str, dict[str, list[Result]]]]


def _tree(rows: Iterable[Result], systems: Iterable[str]) -> _Tree:
    """Results by layer, system and control; unit-wide ones in each."""
    tree: _Tree = {}
    for row in rows:
        for system in [row.system] if row.system else systems:
            controls = tree.setdefault(row.layer, {}).setdefault(system, {})
            controls.setdefault(row.control, []).append(row)
    return dict(sorted(tree.items()))


def _share(
    systems: Mapping[str, Mapping[str, list[Result]]],
    levels: Mapping[str, int],
    weights: Weights,
    dark: Collection[str],
) -> Iterable[_Share]:
    all_levels = sum(levels[s] for s in systems)
    for system, controls in systems.items():
        heavy = {c: _weight(c, rows, weights) for c, rows in controls.items()}
        of_system = levels[system] / all_levels / sum(heavy.values())
        for control, rows in controls.items():
            of_weight = (
                of_system * heavy[control] / sum(r.severity.weight for r in rows)
            )
            for row in rows:
                part = of_weight * row.severity.weight
                yield _Share(row=row, part=part, dark=system in dark)


def _weight(control: str, rows: Iterable[Result], weights: Weights) -> int:
    severity = weights.controls.get(control)
    return severity.weight if severity else max(r.severity.weight for r in rows)


def _dark(rows: Iterable[Result]) -> frozenset[str]:
    """Systems of whose own results none was judged.

    They earn nothing at the low end, not even what the whole unit does well:
    otherwise a new system that nobody could look at would raise its unit.
    """
    lit: dict[str, bool] = {}
    for row in rows:
        if row.system and not lit.get(row.system):
            lit[row.system] = row.verdict.status in _JUDGED
    return frozenset(system for system, judged in lit.items() if not judged)


def _tallies(scope: _Scope, mended: Collection[str] = ()) -> Mapping[int, _Tally]:
    """What each layer comes to, in one pass: a province has millions of results."""
    found = {layer: _Tally() for layer in scope.shares}
    for layer, shares in scope.shares.items():
        tally = found[layer]
        for row, part, dark in shares:
            met = _counts(row, scope, mended)
            if met or row.verdict.status not in _JUDGED:
                tally.high += part
            if met and not dark:
                tally.low += part
                tally.said += part if row.basis is Basis.ATTESTED else 0
    for row in scope.rows:
        _count(found[row.layer], row, scope, mended)
    return found


def _count(tally: _Tally, row: Result, scope: _Scope, mended: Collection[str]) -> None:
    tally.applicable += 1
    tally.judged += row.verdict.status in _JUDGED
    if row.severity is Severity.CRITICAL and row.verdict.status is Status.FAIL:
        tally.capped = tally.capped or not _counts(row, scope, mended)
    if scope.unseen:
        tally.provisional = tally.provisional or (row.system, row.host) in scope.unseen


def _counts(row: Result, scope: _Scope, mended: Collection[str]) -> bool:
    """Whether a result is met, or would be after some mendings."""
    failing = row.verdict.status is Status.FAIL
    return scope.met(row) or (failing and row.rule in mended)


def _score(scope: _Scope, layer: int | None, every: Mapping[int, _Tally]) -> Score:
    chosen = [tally for number, tally in every.items() if layer in {number, None}]
    each = 100 / len(chosen)
    low = _down(each * sum(t.low for t in chosen))
    high = _up(each * sum(t.high for t in chosen))
    said = each * sum(t.said for t in chosen)
    judged = sum(t.judged for t in chosen)
    capped = any(t.capped for t in chosen)
    return Score(
        unit=scope.unit,
        system=scope.system,
        layer=layer,
        low=low if judged else None,
        high=high if judged else None,
        attested=min(low, round(said, 1)) if judged else None,
        band=_band(low, capped=capped) if judged else None,
        judged=judged,
        applicable=sum(t.applicable for t in chosen),
        capped=capped,
        provisional=any(t.provisional for t in chosen),
    )


def _unseen(rows: Iterable[Result]) -> Collection[_Place]:
    """Hosts of which nothing could be judged by what was seen on them."""
    seen: dict[_Place, bool] = {}
    for row in rows:
        place = row.system, row.host
        if row.host and not seen.get(place) and row.basis is not Basis.ATTESTED:
            seen[place] = row.verdict.status in _JUDGED
    return {place for place, judged in seen.items() if not judged}


def _mendings(scope: _Scope) -> tuple[Mending, ...]:
    """What each failing rule is worth to the overall low end, best first."""
    gain: dict[str, float] = defaultdict(float)
    rows: dict[str, dict[str, Result]] = defaultdict(dict)
    for shares in scope.shares.values():
        for share in shares:
            if share.row.status is Status.FAIL and not scope.met(share.row):
                gain[share.row.rule] += 0 if share.dark else share.part
                rows[share.row.rule][share.row.subject] = share.row
    each = 100 / len(scope.shares)
    order = sorted(gain, key=lambda rule: (-gain[rule], rule))
    return tuple(_mending(rule, rows[rule], gain[rule] * each) for rule in order)


def _mending(rule: str, failing: Mapping[str, Result], gain: float) -> Mending:
    first = next(iter(failing.values()))
    return Mending(
        rule=rule,
        control=first.control,
        layer=first.layer,
        severity=first.severity,
        subjects=tuple(sorted(failing)),
        gain=round(gain, 1),
    )


def _band(low: float, *, capped: bool) -> Band:
    band = next((b for floor_, b in _FLOORS if low >= floor_), Band.E)
    return max(band, Band.C) if capped else band


# Sums of floats miss by less than this; without it 99.999999 shows as 99.9.
_SLACK = 1e-6


def _down(points: float) -> float:
    return floor(points * 10 + _SLACK) / 10


def _up(points: float) -> float:
    return ceil(points * 10 - _SLACK) / 10
