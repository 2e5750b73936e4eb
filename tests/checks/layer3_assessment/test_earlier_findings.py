from datetime import timedelta

import pytest

from audit4.evidence import EarlierFinding, Evidence, Setting
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import NOW, evidence, judge


def earlier(state: str, days: int | None, rule: str = "root-login") -> EarlierFinding:
    due = None if days is None else NOW + timedelta(days=days)
    return EarlierFinding(rule=rule, severity="high", state=state, due=due)


def judged(*findings: EarlierFinding) -> Verdict:
    return judge("layer3_assessment.earlier_findings", seen(findings))


def seen(findings: tuple[EarlierFinding, ...] | None) -> Evidence:
    return evidence({}, setting=Setting(earlier=findings))


def test_passes_with_nothing_open() -> None:
    assert judged().status is Status.PASS


def test_passes_while_all_are_in_time() -> None:
    assert judged(earlier("open", 1), earlier("reopened", 30)).status is Status.PASS


@pytest.mark.parametrize(
    "state", ["open", "in_progress", "reopened", "unverified", "disputed"]
)
def test_fails_for_what_is_overdue_and_names_it(state: str) -> None:
    verdict = judged(earlier(state, -1, "auth-log"), earlier("open", 5))

    assert verdict.status is Status.FAIL
    assert verdict.items == ("auth-log",)


@pytest.mark.parametrize("state", ["resolved", "accepted", "closed"])
def test_what_is_settled_is_never_overdue(state: str) -> None:
    assert judged(earlier(state, -400)).status is Status.PASS


def test_a_finding_without_a_due_date_is_never_overdue() -> None:
    assert judged(earlier("open", None)).status is Status.PASS


def test_the_due_moment_itself_is_in_time() -> None:
    assert judged(earlier("open", 0)).status is Status.PASS


def test_the_first_round_has_nothing_to_follow() -> None:
    verdict = judge("layer3_assessment.earlier_findings", seen(None))

    assert verdict.status is Status.NOT_APPLICABLE
    assert verdict.reason is Exempt.NO_EARLIER_ROUND
