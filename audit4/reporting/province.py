"""The view model of the province's index: all that `index.html` may show.

Like `audit4.reporting.view`: typed, clean, in one language; dates in UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from audit4.finding import Severity
from audit4.reporting.inputs import Moved
from audit4.reporting.view import ScanView, ScoreView


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexUnit:
    """A unit in the index.

    `rank` counts from 1, best first; units without a score stand last. `href` is
    relative to the index, `levels` are those of its systems, `dark` counts hosts
    that were not judged. `counts` has its findings by severity, `late` the overdue
    ones, the oldest of them due on `late_since`. `band_before` is its class in the
    last round, `moved` what changed since; both empty where it was not part of it.
    """

    rank: int
    unit: str
    name: str
    kind: str
    levels: tuple[int, ...]
    href: str
    overall: ScoreView | None
    layers: tuple[ScoreView | None, ...]
    band_before: str
    moved: Moved | None
    hosts: int
    dark: int
    counts: Mapping[Severity, int]
    late: Mapping[Severity, int]
    late_since: datetime | None

    @property
    def overdue(self) -> int:
        """Findings that should be mended by now."""
        return sum(self.late.values())

    @property
    def band(self) -> str:
        """Its class, empty without a score."""
        score = self.overall.score if self.overall else None
        return score.band.value if score and score.band else ""

    @property
    def change(self) -> float | None:
        """Points by which its low end moved, None where that cannot be said."""
        view = self.overall
        if view is None or view.before is None or view.score.low is None:
            return None
        return round(view.score.low - view.before, 1)

    @property
    def judged(self) -> int:
        """Results that were judged."""
        return self.overall.score.judged if self.overall else 0

    @property
    def applicable(self) -> int:
        """Results that apply."""
        return self.overall.score.applicable if self.overall else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How many units are in each class, overall (layer None) or in a layer.

    The empty class holds those without a score; it is there only if it has any.
    """

    layer: int | None
    bands: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """A host that was not judged: why, and when it last was.

    `rank` is its unit's, `reason` is empty where the scan did not look at it. `days`
    since `last`, both None where it never was judged; `long` says that it has been
    too long.
    """

    rank: int
    unit_name: str
    host: str
    reason: str
    last: datetime | None
    days: int | None
    long: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstControl:
    """A control that fails in many units; `subjects` counts failing places.

    `places` gives those by the rank of the unit.
    """

    control: str
    title: str
    layer: int
    severity: Severity
    units: int
    of_units: int
    subjects: int
    places: Mapping[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """The last round; `same_policy` tells whether it was judged by the same rules."""

    round: str
    started: datetime
    same_policy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Who is judged by whom, over all units.

    A body is empty where units name different ones or none. `independent` counts
    units by what they say of their assessor (True, False, None: nothing), `permits`
    those whose written permission holds at the scan, `decided` the systems with a
    level decision out of `systems`.
    """

    owner: str
    operator: str
    assessor: str
    independent: Mapping[bool | None, int]
    permits: int
    decided: int
    systems: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexView:
    """The index of a province; units stand in order of rank.

    `kinds` and `levels` are those to filter by, `unseen` has the hosts that were
    not judged, `dark` counts those that the scan did try. `before` is None in the
    first round.
    """

    lang: str
    timezone: str
    title: str
    scan: ScanView
    parties: Parties
    before: Before | None
    units: tuple[IndexUnit, ...]
    spreads: tuple[Spread, ...]
    kinds: tuple[str, ...]
    levels: tuple[int, ...]
    hosts: int
    dark: int
    unseen: tuple[Unseen, ...]
    counts: Mapping[Severity, int]
    worst: tuple[WorstControl, ...]
    long_days: int

    @property
    def bands(self) -> Mapping[str, int]:
        """Units by class."""
        return self.spreads[0].bands

    @property
    def overdue(self) -> int:
        """Findings of all units that should be mended by now."""
        return sum(u.overdue for u in self.units)

    @property
    def late(self) -> tuple[IndexUnit, ...]:
        """Units with overdue findings, the gravest first."""
        late = [u for u in self.units if u.overdue]
        return tuple(sorted(late, key=_gravest, reverse=True))

    @property
    def risen(self) -> tuple[IndexUnit, ...]:
        """Units whose low end rose, most first."""
        risen = [u for u in self.units if (u.change or 0) > 0]
        return tuple(sorted(risen, key=lambda u: -(u.change or 0)))

    @property
    def fallen(self) -> tuple[IndexUnit, ...]:
        """Units whose low end fell, most first."""
        fallen = [u for u in self.units if (u.change or 0) < 0]
        return tuple(sorted(fallen, key=lambda u: u.change or 0))

    @property
    def level_units(self) -> int:
        """Units whose low end stayed where it was."""
        return sum(u.change == 0 for u in self.units)

    @property
    def newcomers(self) -> int:
        """Units that cannot be compared with the last round."""
        return sum(u.change is None for u in self.units)

    @property
    def judged(self) -> int:
        """Results that were judged."""
        return sum(u.judged for u in self.units)

    @property
    def applicable(self) -> int:
        """Results that apply."""
        return sum(u.applicable for u in self.units)

    @property
    def coverage(self) -> float:
        """Part of the applicable results that was judged."""
        return self.judged / self.applicable if self.applicable else 0.0

    @property
    def as_of(self) -> date:
        """The day of the scan, in UTC."""
        return self.scan.started.date()


def _gravest(unit: IndexUnit) -> tuple[int, ...]:
    return tuple(unit.late[s] for s in Severity)
