"""A policy in force, and its rules made ready for hosts, systems and units."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from audit4.check import BoundRule
from audit4.digest import digest_of
from audit4.finding import Exempt, Text
from audit4.policy.model import (
    Applies,
    Attested,
    AttestedRule,
    Control,
    Disabled,
    Explained,
    NotApplying,
    RuleSpec,
)


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
    _stated: dict[object, tuple[AttestedRule | NotApplying, ...]] = field(
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
        key = (level, had := frozenset(roles))
        if key not in self._stated:
            self._stated[key] = tuple(
                _attested(control, control.attested, level, had)
                for control in self.controls
                if control.attested
            )
        return self._stated[key]

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


# By the key under which a policy has a standard's clauses.
STANDARDS = {"tcvn14423": "TCVN 14423:2026", "tcvn11930": "TCVN 11930:2017"}


def grounds(refs: Mapping[str, Any]) -> tuple[str, ...]:
    """References at one level in words: each standard with its clause, then the law."""
    clauses = tuple(f"{name} {refs[k]}" for k, name in STANDARDS.items() if k in refs)
    return (*clauses, *refs.get("law", ()))


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
        measure=digest_of(rule.parameters[level]),
        probes=tuple(probe.id for probe in rule.check.probes),
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
        parameters=_takes(found),
        scope=_scope(control, found),
    )


def _takes(found: BoundRule | AttestedRule | NotApplying) -> Mapping[str, Any] | None:
    if isinstance(found, AttestedRule):
        return {"months": found.months, "counts_from": found.counts_from}
    return found.parameters if isinstance(found, BoundRule) else None


def _scope(control: Control, found: BoundRule | AttestedRule | NotApplying) -> str:
    """Of a mixed control the statement has the control's id, its rules their own."""
    if control.attested and found.id == control.id:
        return control.attested.scope
    return "host"
