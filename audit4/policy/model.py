"""What a policy consists of: frozen, validated, every level resolved."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from audit4.check import Check
from audit4.finding import Exempt, Severity, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Remediation:
    """How to mend a miss; `commands` by OS family, with `any` for the others."""

    text: Text
    commands: Mapping[str, str]
    undo: Text | None = None

    def commands_for(self, os_family: str | None) -> str:
        """Shell lines for a family; empty where there are none."""
        return self.commands.get(os_family or "any", self.commands.get("any", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Applies:
    """Families and roles that are meant; empty means all."""

    os_family: frozenset[str] = frozenset()
    role: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attested:
    """How a unit's statement counts: `scope` is `system` or `unit`.

    `months` of validity by level, None where the statement says it itself;
    `counts_from` is `on` (the statement's day) or `document` (its document's).
    """

    scope: str
    months: Mapping[int, int | None]
    counts_from: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSpec:
    """A rule: its check and, for each level where it applies, the parameters."""

    id: str
    control: str
    layer: int
    check_id: str
    check: Check
    title: Text
    severity: Severity
    levels: frozenset[int]
    applies: Applies
    parameters: Mapping[int, Mapping[str, Any]]
    remediation: Remediation
    refs: Mapping[str, Any]
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A requirement; `attested` is set where a unit's statement decides or adds."""

    id: str
    layer: int
    kind: str
    title: Text
    rationale: Text
    severity: Severity
    severity_reason: Text | None
    levels: frozenset[int]
    suggested: Mapping[int, bool]
    applies: Applies
    remediation: Remediation
    refs: Mapping[str, Any]
    rules: tuple[RuleSpec, ...]
    attested: Attested | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttestedRule:
    """The implicit rule of a control that a unit attests; its id is the control's.

    `months` are those of the subject's level.
    """

    id: str
    control: str
    layer: int
    severity: Severity
    title: Text
    scope: str
    months: int | None
    counts_from: str
    suggested: bool
    refs: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotApplying:
    """A rule that means nothing on a subject, and why; `detail` is what differs."""

    id: str
    control: Control
    severity: Severity
    why: Exempt
    check_id: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disabled:
    """A control or rule that a tailored policy switched off."""

    id: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One line of `policy explain`: whether a rule applies, and with what.

    `scope` is what it is judged on: `host`, or for a unit's statement the `system` or
    the `unit`; its parameters are then for how many months it counts, and from when.
    """

    rule: str
    control: str
    layer: int
    severity: Severity
    applies: bool
    why: Text
    suggested: bool = False
    check: str = ""
    parameters: Mapping[str, Any] | None = None
    scope: str = "host"
