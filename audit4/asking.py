"""What a policy asks each unit to state, and how every statement stands on a day."""

import datetime as dt
from collections.abc import Iterable, Iterator

from audit4.attestation import Asked, Attestation, Attestations, State
from audit4.finding import Status, Verdict
from audit4.inventory import System, Unit
from audit4.policy import AttestedRule, NotApplying, Policy, grounds

SOON = 30


def asked_of(
    policy: Policy,
    attestations: Attestations,
    units: Iterable[Unit],
    today: dt.date,
    *,
    within: int = SOON,
) -> tuple[Asked, ...]:
    """Every statement that units owe, for themselves and for each of their systems.

    `today` is a day in the workspace's time zone; what ends within that many days of
    it is expiring.
    """
    return tuple(
        _asked(policy, attestations, rule, unit, place, today, within)
        for unit in units
        for place in _places(unit)
        for rule in _rules(policy, place)
    )


def _places(unit: Unit) -> Iterator[Unit | System]:
    yield unit
    yield from unit.systems


def _rules(policy: Policy, place: Unit | System) -> Iterator[AttestedRule]:
    scope = "system" if isinstance(place, System) else "unit"
    roles = place.roles if isinstance(place, System) else frozenset[str]()
    for rule in policy.attested(place.level, roles):
        if not isinstance(rule, NotApplying) and rule.scope == scope:
            yield rule


def _asked(
    policy: Policy,
    attestations: Attestations,
    rule: AttestedRule,
    unit: Unit,
    place: Unit | System,
    today: dt.date,
    within: int,
) -> Asked:
    system = place.id if isinstance(place, System) else None
    found = attestations.find(rule.control, unit.id, system)
    verdict = attestations.verdict(rule, unit=unit.id, system=system, today=today)
    due = found.due(rule) if found else None
    return Asked(
        unit=unit.id,
        unit_name=unit.name,
        system=system,
        system_name=place.name if isinstance(place, System) else "",
        level=place.level,
        control=rule.control,
        layer=rule.layer,
        severity=rule.severity,
        title=rule.title,
        how=policy.control(rule.control).remediation.text,
        months=rule.months,
        counts_from=rule.counts_from,
        suggested=rule.suggested,
        grounds=grounds(rule.refs),
        state=_state(found, verdict, due, today, within),
        why=verdict.message if verdict.status is Status.PENDING else None,
        due=due,
        stated=found,
    )


def _state(
    found: Attestation | None,
    verdict: Verdict,
    due: dt.date | None,
    today: dt.date,
    within: int,
) -> State:
    if found is None:
        return State.MISSING
    if verdict.status is Status.FAIL:
        return State.NOT_MET
    if verdict.status is Status.PENDING:
        return State.EXPIRED if due and due < today else State.UNPROVEN
    if due and (due - today).days <= within:
        return State.EXPIRING
    met = verdict.status is Status.PASS
    return State.MET if met else State.EXEMPT
