"""The view models: all that a template may show, typed, in one language, clean.

A template gets one of these as `view` and the words of the catalogue; it has no
other source. Dates and times are as they stand in the document, in UTC; the
filters of `audit4.reporting.words` put them in the reader's zone and form.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from audit4.finding import Basis, Severity, Status
from audit4.reporting.excerpt import Excerpt
from audit4.reporting.inputs import Header, WaiverWords
from audit4.reporting.rows import HostRow, Row, ScoreRow
from audit4.score import Band


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
    """A rule that went another way than the round before, and where."""

    rule: str
    title: str
    severity: Severity
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesView:
    """What changed since the round before.

    `lost` could be judged then and cannot now; `incomparable` counts results whose
    parameters or check changed, for which nothing is claimed.
    """

    round: str
    started: datetime
    mended: tuple[ChangeView, ...]
    appeared: tuple[ChangeView, ...]
    lost: tuple[ChangeView, ...]
    incomparable: int


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
class FindingView:
    """A rule that fails on a subject."""

    row: Row
    excerpts: tuple[Excerpt, ...]
    state: str
    first_failed: datetime | None
    due: datetime | None
    overdue: bool
    is_new: bool
    owner: str
    unverified_since: datetime | None
    waiver: WaiverWords | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView:
    """A failing rule: its words once, and every subject on which it fails."""

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
    findings: tuple[FindingView, ...]

    @property
    def overdue(self) -> bool:
        """Whether one of its findings is overdue."""
        return any(f.overdue for f in self.findings)


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
    """A control across a system; `cells` go with the block's hosts."""

    control: str
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
    """A mending of the rehearsal; `anchor` leads to its findings."""

    anchor: str
    title: str
    severity: Severity
    layer: int
    subjects: int
    gain: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EndView:
    """An end of the rehearsal."""

    low: float
    high: float
    band: Band


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalView:
    """What the best mendings would bring together."""

    mendings: tuple[MendingView, ...]
    before: EndView
    after: EndView


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
    waivers: tuple[WaiverView, ...]
    matrix: tuple[MatrixBlock, ...]
    rehearsal: RehearsalView | None

    @property
    def overdue(self) -> int:
        """Findings that should be mended by now."""
        return sum(f.overdue for g in self.groups for f in g.findings)

    @property
    def worst(self) -> tuple[GroupView, ...]:
        """The worst failing rules of the three controls that fail worst."""
        first: dict[str, GroupView] = {}
        for group in self.groups:
            first.setdefault(group.control, group)
        return tuple(first.values())[:3]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexUnit:
    """A unit in the province index; `href` is relative to the index."""

    unit: str
    name: str
    kind: str
    href: str
    overall: ScoreView | None
    layers: tuple[ScoreView | None, ...]
    hosts: int
    dark: int
    counts: Mapping[Severity, int]
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexDark:
    """A host that was not judged, with its unit's name."""

    unit: str
    host: HostRow


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstControl:
    """A control that fails in many units; `hosts` counts failing subjects."""

    control: str
    title: str
    layer: int
    severity: Severity
    units: int
    of_units: int
    subjects: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexView:
    """The index of a province; units stand in order of rank."""

    lang: str
    timezone: str
    title: str
    scan: ScanView
    units: tuple[IndexUnit, ...]
    bands: Mapping[str, int]
    hosts: int
    dark: tuple[IndexDark, ...]
    counts: Mapping[Severity, int]
    worst: tuple[WorstControl, ...]
