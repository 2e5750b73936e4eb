"""What a scan leaves behind: its header, units, hosts and findings.

Plain values that the store keeps, exports write and reports show; how they come
about is decided elsewhere.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from audit4.evidence import Evidence, Reason
from audit4.finding import Basis, Result, Severity, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyInfo:
    """Which policy judged: name, version and digest of what was in force."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanInfo:
    """Header of a scan; times in UTC.

    `selection` holds the words that narrowed the scan, empty for all of it.
    `previous_digest`, `digest` and `key` come with the signed manifest when the
    scan is finished: the digest before it in the chain, its own, and the
    fingerprint of the public key (empty where nothing signed).
    """

    id: str
    round: str
    started: datetime
    tool: str
    edition: str
    plan_digest: str
    policy: PolicyInfo
    finished: datetime | None = None
    selection: tuple[str, ...] = ()
    previous_digest: str = ""
    digest: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation:
    """The owner's written permission to be audited."""

    document: str
    issued: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemInfo:
    """An information system with the level that its dossier gives it."""

    id: str
    name: str
    level: int
    decision: str = ""
    decided: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitInfo:
    """A unit as it stood in the inventory when the scan began."""

    id: str
    name: str
    systems: tuple[SystemInfo, ...] = ()
    formerly: tuple[str, ...] = ()
    authorisation: Authorisation | None = None


class HostState(StrEnum):
    """How far the look at a host came."""

    JUDGED = "judged"
    CUT_SHORT = "cut_short"
    NOT_JUDGED = "not_judged"


class Via(StrEnum):
    """The way by which evidence came."""

    SSH = "ssh"
    LOCAL = "local"
    BUNDLE = "bundle"
    REPLAY = "replay"


class Privilege(StrEnum):
    """With whose rights the collector ran."""

    ROOT = "root"
    SUDO = "sudo"
    PINNED = "pinned"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostReport:
    """One host of a scan: what it is, whether it was judged, what that cost.

    `bytes` are those received, `cpu_s` seconds of CPU on the host, `wall_s` from
    connect to the end of the answer. `host_key` is the fingerprint that the
    handshake proved.
    """

    unit: str
    system: str
    host: str
    level: int
    address: str
    state: HostState
    reason: Reason | None = None
    detail: str = ""
    os_family: str = ""
    os_id: str = ""
    os_version: str = ""
    bytes: int = 0
    cpu_s: float = 0.0
    wall_s: float = 0.0
    via: Via = Via.SSH
    privilege: Privilege = Privilege.NONE
    machine_id: str = ""
    host_key: str = ""

    @property
    def subject(self) -> str:
        """`unit/system/host` in inventory ids."""
        return f"{self.unit}/{self.system}/{self.host}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlStatus:
    """A control on a system, or (system None) on the unit as a whole.

    `counts` has every status, in the order in which `Status` names them.
    """

    unit: str
    system: str | None
    control: str
    layer: int
    status: Status
    counts: Mapping[Status, int]


_WORST_FIRST = (
    Status.FAIL,
    Status.UNKNOWN,
    Status.PENDING,
    Status.PASS,
    Status.NOT_APPLICABLE,
)


def control_statuses(results: Iterable[Result]) -> tuple[ControlStatus, ...]:
    """Status of every control on every system, sorted by unit, system and layer.

    Any fail makes it fail, else any unknown, any pending, any pass, else it does
    not apply. One pass over the results; only the counts are kept.
    """
    counts: dict[tuple[str, str, int, str], Counter[Status]] = defaultdict(Counter)
    for row in results:
        counts[row.unit, row.system or "", row.layer, row.control][row.status] += 1
    return tuple(
        ControlStatus(
            unit=unit,
            system=system or None,
            control=control,
            layer=layer,
            status=next(s for s in _WORST_FIRST if counted[s]),
            counts={s: counted[s] for s in Status},
        )
        for (unit, system, layer, control), counted in sorted(counts.items())
    )


def evidence_refs(
    evidence: Evidence, probes: Iterable[str]
) -> tuple[tuple[str, str], ...]:
    """Probe id and content digest of all that some probes brought back."""
    return tuple(
        (probe, digest)
        for probe in probes
        for digest in evidence.digests(probe)
        if digest
    )


class FindingState(StrEnum):
    """Where a finding stands between first sight and its end.

    `pending` is an attestation that is wanted but not yet overdue: followed, not
    counted. `closed` means out of scope or no longer comparable, never mended.
    """

    PENDING = "pending"
    OPEN = "open"
    IN_PROGRESS = "in_progress"
    REOPENED = "reopened"
    DISPUTED = "disputed"
    ACCEPTED = "accepted"
    RESOLVED = "resolved"
    CLOSED = "closed"

    @property
    def unmended(self) -> bool:
        """Whether what was found still stands, accepted or not."""
        return self not in {self.PENDING, self.RESOLVED, self.CLOSED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A result that must be mended, followed from scan to scan.

    `first_seen` is when it first came up, `first_failed` when its present spell
    began (a reopened one starts anew), `last_seen` the last scan that saw it
    fail. `unverified_since` is set while it cannot be judged and changes no
    state. `parameters` and `check_version` say what the last judgement measured.
    `ending` says why a closed one was closed. `id` is None until the store has
    given one.
    """

    subject: str
    rule: str
    control: str
    check: str
    layer: int
    severity: Severity
    basis: Basis
    state: FindingState
    first_seen: datetime
    first_failed: datetime
    last_seen: datetime
    due: datetime
    check_version: int = 1
    parameters: str = ""
    unverified_since: datetime | None = None
    waiver: str | None = None
    ending: str = ""
    owner: str = ""
    notes: str = ""
    id: int | None = None

    @property
    def unit(self) -> str:
        """The unit that has to mend it."""
        return self.subject.split("/", 1)[0]

    def overdue(self, now: datetime) -> bool:
        """Whether it should be mended by now and is neither mended nor accepted."""
        accepted = self.state is FindingState.ACCEPTED
        return self.state.unmended and not accepted and now > self.due


class Change(StrEnum):
    """What became of a finding between two moments."""

    NEW = "new"
    PERSISTING = "persisting"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    UNVERIFIED = "unverified"
    ACCEPTED = "accepted"
    INCOMPARABLE = "incomparable"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry of a finding's history: what happened and the state after it.

    `kind` is a `Change` or one of `pending`, `verified`, `answered`, `expired`,
    `replaced`, `returned`; `note` holds the words beside it, such as
    the waiver's id. `scan` is empty for what no scan did.
    """

    subject: str
    rule: str
    at: datetime
    kind: str
    state: FindingState
    unverified: bool = False
    scan: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Findings to write, with the events to append to their histories."""

    findings: tuple[Finding, ...] = ()
    events: tuple[Event, ...] = field(default=())
