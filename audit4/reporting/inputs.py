"""What a report shows beside the results document: plain data, given by the caller.

Nothing here knows the store, the inventory or the policy; whoever holds those
fills these in. Everything has a default, so that a document alone makes a report.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from audit4.finding import Result, Severity, Text
from audit4.record import Event, Finding
from audit4.score import Rehearsal, Score

_NONE = Text("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Who is judged, and by whom (NĐ 331/2026 Đ27, Đ31.2.c).

    `independent` says whether the assessor stands apart from the operator; None
    where nobody has said so. `kind` is the kind of unit, such as commune.
    """

    kind: str = ""
    owner: str = ""
    operator: str = ""
    assessor: str = ""
    independent: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlWords:
    """A control in words, from the policy.

    `commands` are shell lines by OS family, `any` for all others. `refs` holds
    `tcvn14423` and `tcvn11930` by level, `law` and `confidence`.
    """

    title: Text
    rationale: Text = _NONE
    remediation: Text = _NONE
    undo: Text = _NONE
    commands: Mapping[str, str] = field(default_factory=dict)
    refs: Mapping[str, Any] = field(default_factory=dict)
    suggested: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleWords:
    """A rule in words; what it leaves out is its control's."""

    title: Text
    remediation: Text = _NONE
    commands: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverWords:
    """A waiver in force; `kind` is accept or equivalent."""

    id: str
    kind: str
    reason: str = ""
    owner: str = ""
    approver: str = ""
    document: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementWords:
    """What a unit states on a control, for itself or (`system`) for one of its own.

    `state` is a value of `audit4.attestation.State`; `answer` and what follows are
    empty where nothing was stated. `due` is the last day on which it counts.
    """

    control: str
    system: str = ""
    state: str
    answer: str = ""
    statement: str = ""
    document: str = ""
    dated: date | None = None
    by: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A unit's scores as an earlier scan gave them; `policy` is its digest."""

    round: str
    started: datetime
    policy: str
    scores: tuple[Score, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """How many results of a unit went another way since the last round."""

    mended: int
    appeared: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A control of which something fails in a unit, on so many subjects."""

    layer: int
    severity: Severity
    subjects: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the index shows of a unit's results, so that it need not hold them all.

    `counts` has its findings by severity, `late` the overdue ones, the oldest of
    them due on `late_since`; `missed` goes by control.
    """

    counts: Mapping[Severity, int]
    missed: Mapping[str, Missed]
    late: Mapping[Severity, int]
    late_since: datetime | None = None
    moved: Moved | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """All that the document does not hold.

    `headers`, `rehearsals`, `statements` and `past` (oldest first) go by unit;
    `findings` and `histories` by subject and rule; `evidence` gives the masked text
    of a digest, None where it is pruned; `previous` is the results document of the
    last round, whose results are in `earlier`. For the index alone: `last_seen`
    says when each host was last judged, `left_out` names the hosts of the inventory
    at which the scan did not look.
    """

    headers: Mapping[str, Header] = field(default_factory=dict)
    controls: Mapping[str, ControlWords] = field(default_factory=dict)
    rules: Mapping[str, RuleWords] = field(default_factory=dict)
    waivers: Mapping[str, WaiverWords] = field(default_factory=dict)
    findings: Mapping[tuple[str, str], Finding] = field(default_factory=dict)
    evidence: Callable[[str], str | None] = lambda _digest: None
    previous: Mapping[str, Any] | None = None
    earlier: Collection[Result] = ()
    rehearsals: Mapping[str, Rehearsal] = field(default_factory=dict)
    histories: Mapping[tuple[str, str], tuple[Event, ...]] = field(default_factory=dict)
    statements: Mapping[str, tuple[StatementWords, ...]] = field(default_factory=dict)
    past: Mapping[str, tuple[Past, ...]] = field(default_factory=dict)
    last_seen: Mapping[str, datetime] = field(default_factory=dict)
    left_out: Collection[str] = ()
    timezone: str = "Asia/Ho_Chi_Minh"
