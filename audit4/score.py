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
    """What one result is worth: a part of 1, in a layer of one system."""

    row: Result
    part: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weighed:
    """A unit's results that apply, and what each is worth, by layer and system.

    `dark` are the systems and `unseen` the hosts, by system, of which nothing could
    be judged. A unit without systems is weighed as one with a single nameless one.
    """

    unit: str
    rows: tuple[Result, ...]
    shares: Mapping[int, Mapping[str, tuple[_Share, ...]]]
    levels: Mapping[str, int]
    dark: Collection[str]
    unseen: Collection[_Place]
    equivalent: Collection[str]

    def met(self, row: Result, mended: Collection[str] = ()) -> bool:
        """Whether a result is met, or would be after some mendings."""
        status = row.verdict.status
        return status is Status.PASS or (
            status is Status.FAIL
            and (row.waiver in self.equivalent or row.rule in mended)
        )

    def weight(self, layer: int, system: str) -> float:
        """The part of a layer of the unit that a system of it makes up."""
        return self.levels[system] / sum(self.levels[s] for s in self.shares[layer])


@dataclass(slots=True)
class _Tally:
    """What some results come to: parts of 1 that are met, may be, rest on words."""

    low: float = 0.0
    high: float = 0.0
    said: float = 0.0
    judged: int = 0
    applicable: int = 0
    capped: bool = False
    provisional: bool = False

    def add(self, other: "_Tally", weight: float) -> None:
        """Add what others come to, of whose points only a part counts here."""
        self.low += weight * other.low
        self.high += weight * other.high
        self.said += weight * other.said
        self.judged += other.judged
        self.applicable += other.applicable
        self.capped = self.capped or other.capped
        self.provisional = self.provisional or other.provisional


# By layer; of each system its points and its own results counted, under None those
# counted that are of the unit as a whole.
_Tallies = Mapping[int, Mapping[str | None, _Tally]]


def scores(results: Iterable[Result], weights: Weights) -> tuple[Score, ...]:
    """Scores of all units and their systems, by layer and overall, in that order.

    A layer in which nothing applies has no row. The overall score is the mean of
    the layers that have one.
    """
    return tuple(
        score
        for unit, rows in _by_unit(results).items()
        for score in _scores(_weigh(unit, rows, weights))
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
    weighed = _weigh(unit, rows, weights)
    if not weighed.shares:
        return None
    best = _mendings(weighed)[:n]
    chosen = {m.rule for m in best}
    before = _score(weighed, None, None, _tallies(weighed))
    after = _score(weighed, None, None, _tallies(weighed, chosen))
    return Rehearsal(mendings=best, before=before, after=after)


def _by_unit(results: Iterable[Result]) -> Mapping[str, tuple[Result, ...]]:
    found: dict[str, list[Result]] = defaultdict(list)
    for row in results:
        found[row.unit].append(row)
    return {unit: tuple(found[unit]) for unit in sorted(found)}


def _weigh(unit: str, rows: tuple[Result, ...], weights: Weights) -> _Weighed:
    systems = sorted({r.system for r in rows if r.system}) or [""]
    applying = tuple(r for r in rows if r.verdict.status is not Status.NOT_APPLICABLE)
    return _Weighed(
        unit=unit,
        rows=applying,
        shares={
            layer: {s: tuple(_shares(c, weights)) for s, c in of_layer.items()}
            for layer, of_layer in _tree(applying, systems).items()
        },
        levels={s: weights.levels.get(f"{unit}/{s}", 1) for s in systems},
        dark=_dark(applying),
        unseen=_unseen(applying),
        equivalent=weights.equivalent,
    )


_Tree = dict[int, dict[str, dict[str, list[Result]]]]


def _tree(rows: Iterable[Result], systems: Iterable[str]) -> _Tree:
    """Results by layer, system and control; unit-wide ones in each system."""
    tree: _Tree = {}
    for row in rows:
        for system in [row.system] if row.system else systems:
            controls = tree.setdefault(row.layer, {}).setdefault(system, {})
            controls.setdefault(row.control, []).append(row)
    return dict(sorted(tree.items()))


def _shares(controls: Mapping[str, list[Result]], weights: Weights) -> Iterable[_Share]:
    heavy = {c: _weight(c, rows, weights) for c, rows in controls.items()}
    whole = sum(heavy.values())
    for control, rows in controls.items():
        of_weight = heavy[control] / whole / sum(r.severity.weight for r in rows)
        for row in rows:
            yield _Share(row, of_weight * row.severity.weight)


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


def _tallies(weighed: _Weighed, mended: Collection[str] = ()) -> _Tallies:
    """What each layer comes to, in one pass: a province has millions of results."""
    found: dict[int, dict[str | None, _Tally]] = {
        layer: {None: _Tally()} | {system: _Tally() for system in systems}
        for layer, systems in weighed.shares.items()
    }
    for layer, systems in weighed.shares.items():
        for system, shares in systems.items():
            _add_points(found[layer][system], system, shares, weighed, mended)
    for row in weighed.rows:
        _count(found[row.layer][row.system], row, weighed, mended)
    return found


def _add_points(
    tally: _Tally,
    system: str,
    shares: Iterable[_Share],
    weighed: _Weighed,
    mended: Collection[str],
) -> None:
    dark = system in weighed.dark
    for row, part in shares:
        met = weighed.met(row, mended)
        if met or row.verdict.status not in _JUDGED:
            tally.high += part
        if met and not dark:
            tally.low += part
            tally.said += part if row.basis is Basis.ATTESTED else 0


def _count(
    tally: _Tally, row: Result, weighed: _Weighed, mended: Collection[str]
) -> None:
    tally.applicable += 1
    tally.judged += row.verdict.status in _JUDGED
    if row.severity is Severity.CRITICAL and row.verdict.status is Status.FAIL:
        tally.capped = tally.capped or not weighed.met(row, mended)
    if weighed.unseen:
        tally.provisional = tally.provisional or (row.system, row.host) in (
            weighed.unseen
        )


def _scores(weighed: _Weighed) -> Iterable[Score]:
    tallies = _tallies(weighed)
    for system in (None, *(s for s in weighed.levels if s)):
        layers = [n for n in tallies if system is None or system in tallies[n]]
        if layers:
            yield from (_score(weighed, system, n, tallies) for n in layers)
            yield _score(weighed, system, None, tallies)


def _score(
    weighed: _Weighed, system: str | None, layer: int | None, tallies: _Tallies
) -> Score:
    every = [
        _of_layer(weighed, system, number, of_layer)
        for number, of_layer in tallies.items()
        if layer in {number, None} and (system is None or system in of_layer)
    ]
    total = _Tally()
    for one in every:
        total.add(one, 100 / len(every))
    low, judged = _down(total.low), total.judged
    return Score(
        unit=weighed.unit,
        system=system,
        layer=layer,
        low=low if judged else None,
        high=_up(total.high) if judged else None,
        attested=min(low, round(total.said, 1)) if judged else None,
        band=_band(low, capped=total.capped) if judged else None,
        judged=judged,
        applicable=total.applicable,
        capped=total.capped,
        provisional=total.provisional,
    )


def _of_layer(
    weighed: _Weighed,
    system: str | None,
    layer: int,
    tallies: Mapping[str | None, _Tally],
) -> _Tally:
    """A layer of the unit or of one system: unit-wide results are in every system."""
    total = _Tally()
    total.add(tallies[None], 0)
    for name, tally in tallies.items():
        if name is not None and system in {name, None}:
            total.add(tally, 1 if system else weighed.weight(layer, name))
    return total


def _unseen(rows: Iterable[Result]) -> Collection[_Place]:
    """Hosts of which nothing could be judged by what was seen on them."""
    seen: dict[_Place, bool] = {}
    for row in rows:
        place = row.system, row.host
        if row.host and not seen.get(place) and row.basis is not Basis.ATTESTED:
            seen[place] = row.verdict.status in _JUDGED
    return {place for place, judged in seen.items() if not judged}


def _mendings(weighed: _Weighed) -> tuple[Mending, ...]:
    """What each failing rule is worth to the overall low end, best first."""
    gain: dict[str, float] = defaultdict(float)
    rows: dict[str, dict[str, Result]] = defaultdict(dict)
    for layer, systems in weighed.shares.items():
        for system, shares in systems.items():
            weight = 0 if system in weighed.dark else weighed.weight(layer, system)
            for row, part in shares:
                if row.verdict.status is Status.FAIL and not weighed.met(row):
                    gain[row.rule] += weight * part
                    rows[row.rule][row.subject] = row
    each = 100 / len(weighed.shares)
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
