from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit4.evidence import Reason
from audit4.finding import (
    Basis,
    Exempt,
    Result,
    Severity,
    Status,
    Text,
    Verdict,
    failed,
    not_applicable,
    passed,
    unknown,
)
from audit4.lifecycle import SLA_DAYS, Context, advance
from audit4.record import Changes, Event, Finding, FindingState

AT = datetime(2026, 11, 22, tzinfo=UTC)
DAY = timedelta(days=1)
WEB = "u/s/web1"

FAIL = failed("yes", expected="no")
DARK = unknown(Reason.UNREACHABLE)
AWAITED = Verdict(status=Status.PENDING)
NOT_THERE = not_applicable(Exempt.NOT_INSTALLED)


def row(verdict: Verdict, rule: str = "r1", **changes: object) -> Result:
    made = Result(
        unit="u",
        system="s",
        host="web1",
        control="c1",
        rule=rule,
        check="k",
        layer=1,
        severity=Severity.HIGH,
        verdict=verdict,
        basis=Basis.MEASURED,
        message=Text("", ""),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def context(day: int = 0, **changes: object) -> Context:
    made = Context(scan=f"s{day}", at=AT + day * DAY, subjects={WEB}, rules={"r1"})
    return replace(made, **changes)  # type: ignore[arg-type]


def opened(subject: str = WEB, scan: str = "") -> Changes:
    (found,) = advance([], [row(FAIL)], context()).findings
    event = Event(
        subject=subject,
        rule="r1",
        at=AT,
        kind="new",
        state=FindingState.OPEN,
        scan=scan,
    )
    return Changes(findings=(replace(found, subject=subject),), events=(event,))


class Ledger:
    """The findings of a host through a row of scans, one a day."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], Finding] = {}
        self.kinds: list[str] = []
        self.day = -1
        self.last: list[Result] = []

    def scan(self, *rows: Result, **changes: object) -> Finding | None:
        self.day += 1
        known = [replace(f, id=1) for f in self.found.values()]
        made = advance(known, rows, context(self.day, **changes), self.last)
        for finding in made.findings:
            self.found = {(finding.subject, finding.rule): finding}
        self.kinds = [e.kind for e in made.events]
        self.last = list(rows)
        return next(iter(self.found.values()), None)


def through(*rows: Result) -> Finding:
    ledger = Ledger()
    for one in rows:
        ledger.scan(one)
    (found,) = ledger.found.values()
    return found


def test_a_failure_opens_a_finding_due_by_its_severity() -> None:
    made = advance([], [row(FAIL)], context())

    (found,) = made.findings
    (event,) = made.events
    assert found.state is FindingState.OPEN
    assert found.first_seen == found.first_failed == found.last_seen == AT
    assert found.due == AT + SLA_DAYS[Severity.HIGH] * DAY
    assert (event.kind, event.scan, event.state) == ("new", "s0", "open")


@pytest.mark.parametrize("verdict", [passed(), DARK, NOT_THERE])
def test_what_does_not_fail_opens_nothing(verdict: Verdict) -> None:
    assert advance([], [row(verdict)], context()) == Changes()


def test_a_finding_that_persists_is_seen_again_without_an_event() -> None:
    ledger = Ledger()
    ledger.scan(row(FAIL))

    found = ledger.scan(row(FAIL))

    assert found
    assert found.last_seen == AT + DAY
    assert found.first_failed == AT
    assert ledger.kinds == []


@pytest.mark.parametrize("verdict", [passed(), NOT_THERE])
def test_a_measured_pass_or_absence_resolves(verdict: Verdict) -> None:
    assert through(row(FAIL), row(verdict)).state is FindingState.RESOLVED


def test_a_word_on_paper_does_not_resolve_what_was_measured() -> None:
    found = through(row(FAIL), row(passed(), basis=Basis.ATTESTED))

    assert found.state is FindingState.OPEN
    assert found.unverified_since == AT + DAY


def test_what_was_attested_may_be_resolved_by_attestation() -> None:
    no, yes = (row(v, basis=Basis.ATTESTED) for v in (FAIL, passed()))

    assert through(no, yes).state is FindingState.RESOLVED


@pytest.mark.parametrize(
    "why", [Exempt.LEVEL, Exempt.ROLE, Exempt.OS_FAMILY, Exempt.ATTESTED]
)
def test_a_rule_that_means_another_host_is_closed_not_resolved(why: Exempt) -> None:
    found = through(row(FAIL), row(not_applicable(why)))

    assert (found.state, found.ending) == (FindingState.CLOSED, why)


@pytest.mark.parametrize("dark", [row(DARK), row(AWAITED)])
def test_what_cannot_be_judged_stays_open_and_unverified(dark: Result) -> None:
    found = through(row(FAIL), dark, dark)

    assert found.state is FindingState.OPEN
    assert found.unverified_since == AT + DAY
    assert found.last_seen == AT
    assert found.due == AT + 30 * DAY


def test_a_failed_scan_between_two_good_ones_closes_nothing() -> None:
    ledger = Ledger()
    ledger.scan(row(FAIL))
    ledger.scan(row(DARK))

    found = ledger.scan(row(FAIL))

    assert found
    assert found.state is FindingState.OPEN
    assert found.unverified_since is None
    assert found.first_failed == AT
    assert ledger.kinds == ["verified"]


def test_a_resolved_finding_that_fails_is_reopened_with_a_new_due_date() -> None:
    found = through(row(FAIL), row(passed()), row(FAIL))

    assert found.state is FindingState.REOPENED
    assert found.first_seen == AT
    assert found.first_failed == AT + 2 * DAY
    assert found.due == AT + 32 * DAY


def test_a_resolved_finding_is_not_touched_by_darkness() -> None:
    assert through(row(FAIL), row(passed()), row(DARK)).state is FindingState.RESOLVED


def test_a_waiver_accepts_until_it_ends() -> None:
    ledger = Ledger()
    ledger.scan(row(FAIL))

    accepted = ledger.scan(row(FAIL, waiver="w1"), waivers={"w1"})
    assert accepted
    assert (accepted.state, accepted.waiver) == (FindingState.ACCEPTED, "w1")
    assert ledger.kinds == ["accepted"]

    again = ledger.scan(row(FAIL))
    assert again
    assert (again.state, again.waiver) == (FindingState.OPEN, None)
    assert again.due == AT + 30 * DAY
    assert ledger.kinds == ["expired"]


def test_an_accepted_finding_in_the_dark_stays_accepted_while_the_waiver_holds() -> (
    None
):
    ledger = Ledger()
    ledger.scan(row(FAIL, waiver="w1"), waivers={"w1"})

    held = ledger.scan(row(DARK), waivers={"w1"})
    assert held
    assert held.state is FindingState.ACCEPTED

    ended = ledger.scan(row(DARK))
    assert ended
    assert ended.state is FindingState.OPEN
    assert ended.unverified_since == AT + DAY


def test_a_pass_under_other_parameters_is_no_improvement() -> None:
    ledger = Ledger()
    ledger.scan(row(FAIL, parameters="a"))

    found = ledger.scan(row(passed(), parameters="b"))

    assert found
    assert (found.state, found.ending) == (FindingState.CLOSED, "incomparable")
    assert ledger.kinds == ["incomparable"]


def test_a_pass_by_another_version_of_the_check_is_no_improvement() -> None:
    found = through(row(FAIL), row(passed(), check_version=2))

    assert found.state is FindingState.CLOSED


def test_a_failure_under_other_parameters_stays_open_as_incomparable() -> None:
    ledger = Ledger()
    ledger.scan(row(FAIL, parameters="a"))

    found = ledger.scan(row(FAIL, parameters="b"))

    assert found
    assert found.state is FindingState.OPEN
    assert found.parameters == "b"
    assert ledger.kinds == ["incomparable"]


def test_a_first_failure_under_other_parameters_is_no_worsening() -> None:
    ledger = Ledger()
    ledger.scan(row(passed(), parameters="a"))

    found = ledger.scan(row(FAIL, parameters="b"))

    assert found
    assert found.state is FindingState.OPEN
    assert ledger.kinds == ["incomparable"]


def test_a_failure_after_an_incomparable_pass_is_a_new_spell() -> None:
    found = through(
        row(FAIL, parameters="a"),
        row(passed(), parameters="b"),
        row(FAIL, parameters="b"),
    )

    assert found.state is FindingState.REOPENED
    assert found.first_failed == AT + 2 * DAY


def test_a_retired_host_closes_its_findings_out_of_scope() -> None:
    ledger = Ledger()
    ledger.scan(row(FAIL))

    found = ledger.scan(subjects=set())

    assert found
    assert (found.state, found.ending) == (FindingState.CLOSED, "host retired")


def test_a_withdrawn_rule_closes_its_findings_out_of_scope() -> None:
    ledger = Ledger()
    ledger.scan(row(FAIL))

    found = ledger.scan(rules={"r2"})

    assert found
    assert (found.state, found.ending) == (FindingState.CLOSED, "rule withdrawn")


def test_a_host_that_comes_back_failing_was_never_mended() -> None:
    ledger = Ledger()
    ledger.scan(row(FAIL))
    ledger.scan(subjects=set())

    found = ledger.scan(row(FAIL))

    assert found
    assert found.state is FindingState.OPEN
    assert found.first_failed == AT
    assert ledger.kinds == ["returned"]


def test_a_selection_leaves_the_rest_as_it_stands() -> None:
    ledger = Ledger()
    first = ledger.scan(row(FAIL))

    assert ledger.scan(looked_at={"u/s/other"}) == first
    assert ledger.scan(rules_looked_at={"other"}) == first


def test_a_rule_without_a_result_where_one_was_due_is_unverified() -> None:
    ledger = Ledger()
    ledger.scan(row(FAIL))

    found = ledger.scan(looked_at={WEB})

    assert found
    assert found.unverified_since == AT + DAY


def test_a_rule_that_applies_no_more_is_closed_where_the_scan_was_complete() -> None:
    ledger = Ledger()
    ledger.scan(row(FAIL))

    found = ledger.scan(row(passed(), "r2"), complete=True)

    assert found
    assert (found.state, found.ending) == (FindingState.CLOSED, "rule applies no more")


def test_a_host_without_any_result_closes_nothing_in_a_complete_scan() -> None:
    ledger = Ledger()
    ledger.scan(row(FAIL))

    found = ledger.scan(complete=True)

    assert found
    assert found.state is FindingState.OPEN


def test_an_exemption_in_between_does_not_hide_a_relapse() -> None:
    ledger = Ledger()
    ledger.scan(row(FAIL, parameters="a"))
    ledger.scan(row(passed(), parameters="a"))
    ledger.scan(row(not_applicable(Exempt.ROLE)))

    found = ledger.scan(row(FAIL, parameters="a"))

    assert found
    assert found.state is FindingState.REOPENED
    assert ledger.kinds == ["reopened"]


def test_a_replaced_rule_hands_its_history_on() -> None:
    ledger = Ledger()
    ledger.scan(row(FAIL))

    found = ledger.scan(row(FAIL, "r2"), rules={"r2"}, replaces={"r1": "r2"})

    assert found
    assert (found.rule, found.first_failed, found.id) == ("r2", AT, 1)
    assert ledger.kinds == ["replaced"]


def test_an_attestation_becomes_a_finding_once_its_time_is_over() -> None:
    ledger = Ledger()

    waiting = ledger.scan(row(AWAITED))
    assert waiting
    assert waiting.state is FindingState.PENDING
    assert not waiting.state.unmended

    ledger.day = 29
    still = ledger.scan(row(AWAITED))
    assert still
    assert still.state is FindingState.PENDING

    late = ledger.scan(row(AWAITED))
    assert late
    assert late.state is FindingState.OPEN
    assert late.overdue(AT + 40 * DAY)


def test_an_attestation_that_comes_in_time_leaves_no_finding() -> None:
    found = through(row(AWAITED), row(passed(), basis=Basis.ATTESTED))

    assert found.state is FindingState.RESOLVED


def test_an_attestation_that_lapses_is_awaited_anew() -> None:
    yes = row(passed(), basis=Basis.ATTESTED)

    found = through(row(AWAITED), yes, row(AWAITED))

    assert found.state is FindingState.PENDING
    assert found.due == AT + 32 * DAY


def test_an_answer_of_no_is_a_finding_from_then_on() -> None:
    found = through(row(AWAITED), row(FAIL, basis=Basis.ATTESTED))

    assert found.state is FindingState.OPEN
    assert found.first_failed == AT + DAY


def test_a_changed_severity_moves_the_due_date() -> None:
    found = through(row(FAIL), row(FAIL, severity=Severity.CRITICAL))

    assert found.due == AT + SLA_DAYS[Severity.CRITICAL] * DAY


def test_what_people_wrote_survives_every_step() -> None:
    (found,) = advance([], [row(FAIL)], context()).findings
    mine = replace(found, owner="ops", notes="soon", state=FindingState.IN_PROGRESS)

    (later,) = advance([mine], [row(FAIL)], context(1)).findings

    assert (later.owner, later.notes) == ("ops", "soon")
    assert later.state is FindingState.IN_PROGRESS


VERDICTS = st.sampled_from([passed(), FAIL, DARK, AWAITED, NOT_THERE])
ROWS = st.lists(
    st.builds(
        row,
        VERDICTS,
        parameters=st.sampled_from("ab"),
        waiver=st.sampled_from([None, "w1"]),
        basis=st.sampled_from(Basis),
    ),
    max_size=8,
)


def _ended(found: Finding | None) -> bool:
    return found is not None and not found.state.unmended


@given(ROWS, st.sampled_from([DARK, None]))
def test_an_unreachable_host_never_closes_anything(
    rows: Iterable[Result], verdict: Verdict | None
) -> None:
    ledger = Ledger()
    before = None
    for one in rows:
        before = ledger.scan(one, waivers={"w1"})

    after = ledger.scan(*([row(verdict)] if verdict else []), waivers={"w1"})

    assert _ended(after) == _ended(before)
    if before and after:
        assert after.state is before.state
        assert after.due == before.due


@given(ROWS)
def test_a_dark_scan_between_two_others_changes_no_outcome(
    rows: list[Result],
) -> None:
    plain, disturbed = Ledger(), Ledger()
    for number, one in enumerate(rows):
        disturbed.day = plain.day = number
        plain.scan(one, waivers={"w1"})
        disturbed.scan(one, waivers={"w1"})
        disturbed.scan(row(DARK), waivers={"w1"})

    states = [[f.state for f in each.found.values()] for each in (plain, disturbed)]

    assert states[0] == states[1]


@given(ROWS)
def test_only_a_measured_pass_or_absence_resolves_what_was_measured(
    rows: list[Result],
) -> None:
    ledger = Ledger()
    before = None
    for one in rows:
        after = ledger.scan(one, waivers={"w1"})
        if before and after and before.state.unmended and not after.state.unmended:
            assert one.status in {Status.PASS, Status.NOT_APPLICABLE}
            attested = one.basis is Basis.ATTESTED
            assert not attested or before.basis is Basis.ATTESTED
        before = after


@given(ROWS)
def test_a_finding_is_never_dated_before_it_was_seen(rows: list[Result]) -> None:
    ledger = Ledger()
    for one in rows:
        found = ledger.scan(one)
        if found:
            assert AT <= found.first_seen <= found.first_failed <= found.due
            assert found.last_seen <= AT + ledger.day * DAY
