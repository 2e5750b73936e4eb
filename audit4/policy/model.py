"""A policy in force: frozen, validated, ready to be bound to hosts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from audit4.check import BoundRule, Check
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
    """One line of `policy explain`: whether a rule applies, and with what."""

    rule: str
    control: str
    layer: int
    severity: Severity
    applies: bool
    why: Text
    suggested: bool = False
    check: str = ""
    parameters: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A policy in force; `sha256` is of its effective content, data included."""

    name: str
    version: str
    as_of: date
    title: Text
    notes: Text | None
    sha256: str
    controls: tuple[Control, ...]
    disabled: tuple[Disabled, ...]
    withdrawn: frozenset[str]
    content: Mapping[str, Any]
    _controls: Mapping[str, Control] = field(repr=False, compare=False)
    _bound: dict[object, tuple[BoundRule | NotApplying, ...]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @property
    def rules(self) -> tuple[RuleSpec, ...]:
        """All rules that have a check."""
        return tuple(rule for control in self.controls for rule in control.rules)

    @property
    def rule_ids(self) -> frozenset[str]:
        """Ids of all rules, the implicit ones of attested controls included."""
        implicit = {c.id for c in self.controls if c.attested}
        return frozenset(r.id for r in self.rules) | implicit

    def control(self, control_id: str) -> Control:
        """The control with this id; KeyError if there is none."""
        return self._controls[control_id]

    def bind(
        self,
        level: int,
        os_family: str | None = None,
        roles: Iterable[str] = (),
    ) -> tuple[BoundRule | NotApplying, ...]:
        """All rules for a host; before its OS is known, with None for the family.

        Thousands of hosts share few combinations, so each is made once.
        """
        key = (level, os_family, had := frozenset(roles))
        if key not in self._bound:
            self._bound[key] = tuple(
                _bound(control, rule, level, os_family, had)
                for control in self.controls
                for rule in control.rules
            )
        return self._bound[key]

    def attested(
        self, level: int, roles: Iterable[str] = ()
    ) -> tuple[AttestedRule | NotApplying, ...]:
        """The implicit rules of all attested controls for a system or unit."""
        had = frozenset(roles)
        return tuple(
            _attested(control, control.attested, level, had)
            for control in self.controls
            if control.attested
        )

    def explain(
        self,
        level: int,
        os_family: str | None = None,
        roles: Iterable[str] = (),
    ) -> tuple[Explained, ...]:
        """Which rules apply to a host, and why or why not."""
        had = frozenset(roles)
        return tuple(
            _explained(self.control(_control_id(found)), found, level)
            for found in (
                *self.bind(level, os_family, had),
                *self.attested(level, had),
            )
        )

    def snapshot(self) -> dict[str, Any]:
        """All of the policy as JSON data, from which `restore` makes it again."""
        return dict(self.content)


def refs_at(refs: Mapping[str, Any], level: int) -> dict[str, Any]:
    """References as they stand at one level: one clause of each standard."""
    return {
        key: value[level] if key.startswith("tcvn") else value
        for key, value in refs.items()
        if value and (not key.startswith("tcvn") or level in value)
    }


def _exempt(
    levels: frozenset[int],
    applies: Iterable[Applies],
    level: int,
    os_family: str | None,
    roles: frozenset[str],
) -> tuple[Exempt, str] | None:
    if level not in levels:
        return Exempt.LEVEL, _span(levels)
    for limit in applies:
        if os_family and limit.os_family and os_family not in limit.os_family:
            return Exempt.OS_FAMILY, ", ".join(sorted(limit.os_family))
        if limit.role and not limit.role & roles:
            return Exempt.ROLE, ", ".join(sorted(limit.role))
    return None


def _span(levels: frozenset[int]) -> str:
    return ", ".join(str(n) for n in sorted(levels))


def _bound(
    control: Control,
    rule: RuleSpec,
    level: int,
    os_family: str | None,
    roles: frozenset[str],
) -> BoundRule | NotApplying:
    limits = (control.applies, rule.applies)
    if exempt := _exempt(rule.levels, limits, level, os_family, roles):
        return NotApplying(
            id=rule.id,
            control=control,
            severity=rule.severity,
            why=exempt[0],
            check_id=rule.check_id,
            detail=exempt[1],
        )
    return BoundRule(
        id=rule.id,
        control=rule.control,
        layer=rule.layer,
        severity=rule.severity,
        check_id=rule.check_id,
        check=rule.check,
        parameters=rule.parameters[level],
        title=rule.title,
        suggested=control.suggested[level],
        refs=refs_at({**control.refs, **rule.refs}, level),
    )


def _attested(
    control: Control, attested: Attested, level: int, roles: frozenset[str]
) -> AttestedRule | NotApplying:
    if exempt := _exempt(control.levels, (control.applies,), level, None, roles):
        return NotApplying(
            id=control.id,
            control=control,
            severity=control.severity,
            why=exempt[0],
            detail=exempt[1],
        )
    return AttestedRule(
        id=control.id,
        control=control.id,
        layer=control.layer,
        severity=control.severity,
        title=control.title,
        scope=attested.scope,
        months=attested.months[level],
        counts_from=attested.counts_from,
        suggested=control.suggested[level],
        refs=refs_at(control.refs, level),
    )


_WHY = {
    Exempt.LEVEL: Text("Chỉ áp dụng cho cấp độ {}", "Only for level {}"),
    Exempt.OS_FAMILY: Text(
        "Chỉ áp dụng cho họ hệ điều hành {}", "Only for OS family {}"
    ),
    Exempt.ROLE: Text("Chỉ áp dụng cho máy chủ có vai trò {}", "Only for role {}"),
}


def _control_id(found: BoundRule | AttestedRule | NotApplying) -> str:
    return found.control.id if isinstance(found, NotApplying) else found.control


def _explained(
    control: Control, found: BoundRule | AttestedRule | NotApplying, level: int
) -> Explained:
    if isinstance(found, NotApplying):
        says = _WHY[found.why]
        why = Text(says.vi.format(found.detail), says.en.format(found.detail))
    else:
        span = _span(control.levels)
        why = Text(
            f"Áp dụng: cấp độ {level} thuộc {span}", f"Applies: level {level} of {span}"
        )
    return Explained(
        rule=found.id,
        control=control.id,
        layer=control.layer,
        severity=found.severity,
        applies=not isinstance(found, NotApplying),
        why=why,
        suggested=control.suggested[level],
        check="" if isinstance(found, AttestedRule) else found.check_id,
        parameters=found.parameters if isinstance(found, BoundRule) else None,
    )
