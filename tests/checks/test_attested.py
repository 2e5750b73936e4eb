# Each rule that a unit attests, with its months and its day to count from as the
# baseline binds it at the highest level, where a statement counts for the shortest.

import dataclasses
import datetime as dt

import pytest

from audit4.attestation import Attestation, Attestations, Proof
from audit4.attestation.model import add_months
from audit4.finding import Basis, Exempt, Result, Status
from audit4.inventory import System, Unit
from audit4.judging import judge_stated
from audit4.policy import AttestedRule
from tests.checks.states import shipped

TODAY = dt.date(2026, 11, 22)
DAY = dt.timedelta(days=1)
LEVELS = range(1, 6)
ROLES = frozenset({"web"})
RULES = {
    rule.id: (level, rule)
    for level in LEVELS
    for rule in shipped().attested(level, ROLES)
    if isinstance(rule, AttestedRule)
}


def stated(rule: AttestedRule, **changes: object) -> Attestation:
    """A statement with a document behind it, made today."""
    said = Attestation(
        unit="so-mau",
        system="cong" if rule.scope == "system" else None,
        control=rule.id,
        answer="yes",
        statement="Theo quy chế",
        number="12/QĐ-SM",
        date=TODAY,
        file=None,
        proof=Proof.NONE,
        attested_by="Văn phòng",
        on=TODAY,
        valid_until=None,
    )
    return dataclasses.replace(said, **changes)  # type: ignore[arg-type]  # fields


def judged(name: str, *said: Attestation, today: dt.date = TODAY) -> Result:
    """The one result of a rule, from its unit or its system."""
    level, rule = RULES[name]
    system = System(unit="so-mau", id="cong", name="Cổng", level=level, roles=ROLES)
    unit = Unit(id="so-mau", name="Sở Mẫu", systems=(system,))
    place = system if rule.scope == "system" else unit
    rows = judge_stated(shipped(), Attestations(items=said), place, today)
    (row,) = (row for row in rows if row.rule == name)
    return row


def test_every_attested_rule_is_here() -> None:
    implicit = shipped().rule_ids - {rule.id for rule in shipped().rules}

    assert RULES.keys() == implicit


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_proven_yes_passes_and_a_no_fails(name: str) -> None:
    _, rule = RULES[name]

    yes = judged(name, stated(rule))
    no = judged(name, stated(rule, answer="no"))

    assert (yes.status, no.status) == (Status.PASS, Status.FAIL)
    assert {yes.basis, no.basis} == {Basis.ATTESTED}


@pytest.mark.parametrize("name", sorted(RULES))
def test_what_does_not_apply_says_that_the_unit_says_so(name: str) -> None:
    _, rule = RULES[name]

    result = judged(name, stated(rule, answer="not_applicable", number=None))

    assert (result.status, result.verdict.reason) == (
        Status.NOT_APPLICABLE,
        Exempt.ATTESTED,
    )


@pytest.mark.parametrize("name", sorted(RULES))
def test_without_a_document_it_is_pending(name: str) -> None:
    _, rule = RULES[name]

    for said in (
        (),
        (stated(rule, number=None),),
        (stated(rule, date=None),),
        (stated(rule, file="x.pdf", proof=Proof.MISSING),),
        (stated(rule, file="x.pdf", proof=Proof.ALTERED),),
        (stated(rule, on=TODAY + DAY),),
        (stated(rule, valid_until=TODAY - DAY),),
    ):
        assert judged(name, *said).status is Status.PENDING


@pytest.mark.parametrize("name", sorted(n for n, (_, r) in RULES.items() if r.months))
def test_it_counts_for_its_months_and_not_a_day_longer(name: str) -> None:
    _, rule = RULES[name]
    assert rule.months

    due = add_months(TODAY, rule.months)

    still, old = (judged(name, stated(rule), today=day) for day in (due, due + DAY))

    assert (still.status, old.status) == (Status.PASS, Status.PENDING)
