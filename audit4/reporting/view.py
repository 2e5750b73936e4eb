"""The view models: all that a template may show, typed, in one language, clean.

A template gets one of these as `view` and the words of the catalogue; it has no
other source. Dates and times are as they stand in the document, in UTC; the
filters of `audit4.reporting.words` put them in the reader's zone and form.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from audit4.finding import Basis, Severity, Status
from audit4.reporting.difference import Difference
from audit4.reporting.excerpt import Excerpt
from audit4.reporting.inputs import Header, Moved, StatementWords, WaiverWords
from audit4.reporting.rows import HostRow, Row, ScoreRow
from audit4.score import Band

# A first sentence this short only sets the scene; the second says what may happen.
_SHORT = 90
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanView:
    """The scan that the report shows; digests in hexadecimal, empty if unsigned."""

    id: str
    round: str
    started: datetime
    finished: datetime | None
    tool: str
    edition: str
    plan_digest: str
    policy_name: str
    policy_version: str
    policy_digest: str
    selection: tuple[str, ...]
    digest: str
    previous_digest: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemView:
    """An information system of the cover."""

    id: str
    name: str
    level: int
    decision: str
    decided: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PermitView:
    """The written permission; `expired` as of the scan."""

    document: str
    issued: date | None
    valid_until: date | None
    expired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreView:
    """A score and the low end of the round before, None where there is none."""

    score: ScoreRow
    before: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemScores:
    """Overall and layer scores of a system; a layer that does not apply is None."""

    system: SystemView
    overall: ScoreRow | None
    layers: tuple[ScoreRow | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """A rule that went another way than the round before, and where.

    `anchor` leads to its findings, where it has some now.
    """

    rule: str
    anchor: str
    title: str
    severity: Severity
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesView:
    """What changed since the round before.

    `lost` could be judged then and cannot now; `incomparable` counts results whose
    parameters or check changed, for which nothing is claimed; `moved` counts results.
    """

    round: str
    started: datetime
    mended: tuple[ChangeView, ...]
    appeared: tuple[ChangeView, ...]
    lost: tuple[ChangeView, ...]
    incomparable: int
    moved: Moved


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseView:
    """A clause with the name of its standard, which is always shown with it."""

    standard: str
    clause: str
    levels: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandsView:
    """Shell lines for an OS family (`any`: for all) and the hosts they are for."""

    family: str
    text: str
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """A turn in the life of a finding; `kind` has its words in `words.EVENT`."""

    at: datetime
    kind: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """A rule that fails on a subject.

    `before` is what the last round found where that was something else, and
    `new_items` are the items that it did not have; `differences` are the lines of
    evidence that changed since. `family` is that of the commands for its host.
    `history` has its turns after it was first seen.
    """

    anchor: str
    title: str
    row: Row
    family: str
    excerpts: tuple[Excerpt, ...]
    before: str
    new_items: frozenset[str]
    differences: tuple[Difference, ...]
    state: str
    first_seen: datetime | None
    first_failed: datetime | None
    due: datetime | None
    overdue: bool
    is_new: bool
    owner: str
    unverified_since: datetime | None
    waiver: WaiverWords | None
    history: tuple[EventView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """Findings of one rule that say the same of several places.

    What the first one found holds for all of them. `lives` are the same findings,
    those together that had the same life so far; `proofs` again, those together
    that rest on the same lines of evidence.
    """

    findings: tuple[FindingView, ...]
    lives: tuple[tuple[FindingView, ...], ...]
    proofs: tuple[tuple[FindingView, ...], ...]

    @property
    def same(self) -> FindingView:
        """The one that stands for all."""
        return self.findings[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView:
    """A failing rule: its words once, and every subject on which it fails.

    Rules of a control often share its words. The first group that needs them has
    them, with the commands for the hosts of all; the others name it in `same_as`
    (its anchor), so that a report of thousands of findings stays small.
    """

    anchor: str
    rule: str
    control: str
    layer: int
    severity: Severity
    title: str
    control_title: str
    rationale: str
    remediation: str
    undo: str
    commands: tuple[CommandsView, ...]
    clauses: tuple[ClauseView, ...]
    law: tuple[str, ...]
    to_verify: bool
    suggested: bool
    same_as: str
    cases: tuple[CaseView, ...]

    @property
    def risk(self) -> str:
        """The rationale's opening: why a reader in a hurry should care."""
        first, *rest = _SENTENCE.split(self.rationale)
        return f"{first} {rest[0]}" if rest and len(first) < _SHORT else first

    @property
    def findings(self) -> tuple[FindingView, ...]:
        """All its findings, case by case."""
        return tuple(f for case in self.cases for f in case.findings)

    @property
    def overdue(self) -> bool:
        """Whether one of its findings is overdue."""
        return any(f.overdue for f in self.findings)

    @property
    def is_new(self) -> bool:
        """Whether one of its findings is new."""
        return any(f.is_new for f in self.findings)

    @property
    def due(self) -> datetime | None:
        """When the first of its findings is due."""
        return min((f.due for f in self.findings if f.due), default=None)

    @property
    def since(self) -> datetime | None:
        """Since when the first of its findings has failed."""
        starts = (f.first_failed for f in self.findings if f.first_failed)
        return min(starts, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownView:
    """A rule that could not be judged for one reason, and where."""

    rule: str
    title: str
    severity: Severity
    detail: str
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonView:
    """Results that share a reason, of `unknown` or of `not_applicable`."""

    reason: str
    count: int
    rules: tuple[UnknownView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingView:
    """An attestation that is wanted."""

    subject: str
    title: str
    message: str
    layer: int
    severity: Severity
    due: datetime | None
    overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementView:
    """A statement asked of the unit, with its control in words.

    `subject` is the system's name, empty for the unit as a whole.
    """

    title: str
    subject: str
    said: StatementWords


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverView:
    """A waiver and the results that it covers."""

    waiver: WaiverWords
    covers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellView:
    """A control on a system or host: `met` of `applicable` results pass."""

    status: Status
    met: int
    applicable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """A control across a system; `cells` go with the block's hosts.

    `anchor` leads to its worst finding, empty where it has none.
    """

    control: str
    anchor: str
    title: str
    layer: int
    whole: CellView
    cells: tuple[CellView | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixBlock:
    """Controls of a system (None: of the unit itself) by at most a page of hosts."""

    system: SystemView | None
    hosts: tuple[str, ...]
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MendingView:
    """A mending of the rehearsal; `anchor` leads to its findings.

    `ready` says that commands for it stand in the report.
    """

    anchor: str
    title: str
    severity: Severity
    layer: int
    subjects: tuple[str, ...]
    gain: float
    ready: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EndView:
    """An end of the rehearsal."""

    low: float
    high: float
    band: Band


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalView:
    """What the best mendings would bring together; most gain for least effort first."""

    mendings: tuple[MendingView, ...]
    before: EndView
    after: EndView


@dataclass(frozen=True, slots=True, kw_only=True)
class PointView:
    """Scores of the unit at one moment of the trend.

    `changed` says that another policy judged than at the point before, so that the
    two are not to be compared without a second thought.
    """

    round: str
    started: datetime
    overall: ScoreRow
    layers: tuple[ScoreRow | None, ...]
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """Something to do next; `kind` has its sentence in the summary's template.

    `anchor` leads to the part of the report that says more.
    """

    kind: str
    anchor: str
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitView:
    """The report of a unit."""

    lang: str
    timezone: str
    unit: str
    name: str
    formerly: tuple[str, ...]
    header: Header
    permit: PermitView | None
    systems: tuple[SystemView, ...]
    scan: ScanView
    overall: ScoreView | None
    layers: tuple[ScoreView | None, ...]
    by_system: tuple[SystemScores, ...]
    counts: Mapping[Severity, int]
    statuses: Mapping[Status, int]
    bases: Mapping[Basis, int]
    changes: ChangesView | None
    groups: tuple[GroupView, ...]
    hosts: tuple[HostRow, ...]
    dark: tuple[HostRow, ...]
    cut_short: tuple[HostRow, ...]
    unknowns: tuple[ReasonView, ...]
    exempt: tuple[ReasonView, ...]
    pending: tuple[PendingView, ...]
    statements: tuple[StatementView, ...]
    waivers: tuple[WaiverView, ...]
    matrix: tuple[MatrixBlock, ...]
    rehearsal: RehearsalView | None
    trend: tuple[PointView, ...]
    steps: tuple[StepView, ...]

    @property
    def overdue(self) -> int:
        """Findings that should be mended by now."""
        return sum(f.overdue for f in self.findings)

    @property
    def findings(self) -> tuple[FindingView, ...]:
        """All findings, worst rule first."""
        return tuple(f for g in self.groups for f in g.findings)

    @property
    def owners(self) -> tuple[str, ...]:
        """Whoever has a finding to mend."""
        return tuple(sorted({f.owner for f in self.findings if f.owner}))

    @property
    def states(self) -> tuple[str, ...]:
        """The states that findings of the report are in."""
        return tuple(sorted({f.state for f in self.findings}))

    @property
    def worst(self) -> tuple[GroupView, ...]:
        """The worst failing rules of the three controls that fail worst."""
        first: dict[str, GroupView] = {}
        for group in self.groups:
            first.setdefault(group.control, group)
        return tuple(first.values())[:3]
