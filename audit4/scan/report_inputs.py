"""What reports need of the policy, the inventory and the waivers."""

from collections.abc import Iterable
from typing import Any

from audit4.finding import Severity
from audit4.inventory import Inventory, Unit
from audit4.policy import Control, Policy
from audit4.record import Authorisation, SystemInfo, UnitInfo
from audit4.reporting import ControlWords, Extras, Header, RuleWords, WaiverWords
from audit4.score import Weights
from audit4.waivers import Waivers


def extras(
    policy: Policy,
    waivers: Waivers,
    units: Iterable[Unit],
    **rest: Any,  # noqa: ANN401
) -> Extras:
    """What reports show beside the results: words of the policy, heads, waivers."""
    return Extras(
        headers={u.id: _header(u) for u in units},
        controls={c.id: _control(c) for c in policy.controls},
        rules={
            r.id: RuleWords(
                title=r.title,
                remediation=r.remediation.text,
                commands=r.remediation.commands,
            )
            for r in policy.rules
        },
        waivers={
            w.id: WaiverWords(
                id=w.id,
                kind=w.kind,
                reason=w.reason,
                owner=w.owner,
                approver=w.approver,
                document=w.document,
                until=w.until,
            )
            for w in waivers.items
        },
        **rest,
    )


def weights(policy: Policy, hosts: Inventory, waivers: Waivers) -> Weights:
    """What each control and system weighs, and which waivers count as met."""
    severities: dict[str, Severity] = {c.id: c.severity for c in policy.controls}
    return Weights(
        controls=severities,
        levels={s.subject: s.level for s in hosts.systems()},
        equivalent={w.id for w in waivers.items if w.kind == "equivalent"},
    )


def unit_info(unit: Unit) -> UnitInfo:
    """A unit as the results document has it."""
    permit = unit.authorisation
    return UnitInfo(
        id=unit.id,
        name=unit.name,
        formerly=unit.formerly,
        authorisation=Authorisation(
            document=permit.document,
            issued=permit.date,
            valid_until=permit.valid_until,
        )
        if permit
        else None,
        systems=tuple(
            SystemInfo(
                id=s.id,
                name=s.name,
                level=s.level,
                decision=s.decision.number if s.decision else "",
                decided=s.decision.date if s.decision else None,
            )
            for s in unit.systems
        ),
    )


def _header(unit: Unit) -> Header:
    return Header(
        kind=unit.kind,
        owner=unit.owner,
        operator=unit.operator,
        assessor=unit.assessor,
        independent=unit.independent,
    )


def _control(control: Control) -> ControlWords:
    undo = control.remediation.undo
    return ControlWords(
        title=control.title,
        rationale=control.rationale,
        remediation=control.remediation.text,
        commands=control.remediation.commands,
        refs=control.refs,
        suggested=any(control.suggested.values()),
        **({"undo": undo} if undo else {}),
    )
