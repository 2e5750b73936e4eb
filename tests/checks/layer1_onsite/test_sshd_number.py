import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Exempt, Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import no_sshd, sshd_host

CHECK = "layer1_onsite.sshd_number"


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("60", Status.PASS),
        ("1", Status.PASS),
        ("0", Status.FAIL),
        ("61", Status.FAIL),
        ("2m", Status.UNKNOWN),
        ("٦٠", Status.UNKNOWN),
    ],
)
def test_judges_both_bounds(value: str, status: Status) -> None:
    seen = evidence(sshd_host(logingracetime=value))

    verdict = judge(CHECK, seen, option="logingracetime", at_least=1, at_most=60)

    assert verdict.status is status


def test_a_match_block_out_of_bounds_fails() -> None:
    seen = evidence(sshd_host({"user=a": {"maxauthtries": "20"}}, maxauthtries="4"))

    verdict = judge(CHECK, seen, option="maxauthtries", at_most=4)

    assert verdict.items == ("user=a: maxauthtries 20",)


def test_a_sample_that_timed_out_is_never_passed() -> None:
    seen = evidence(sshd_host({"user=a": ItemStatus.TIMEOUT}, maxauthtries="4"))

    verdict = judge(CHECK, seen, option="maxauthtries", at_most=4)

    assert verdict.reason is Reason.TIMEOUT


def test_without_sshd_it_does_not_apply() -> None:
    verdict = judge(CHECK, evidence(no_sshd()), option="maxauthtries", at_most=4)

    assert verdict.reason is Exempt.NOT_INSTALLED


def test_without_evidence_or_root_it_is_unknown() -> None:
    nothing = judge(CHECK, evidence({}), option="maxauthtries", at_most=4)
    plain = judge(
        CHECK, evidence(sshd_host(), privileged=False), option="maxauthtries", at_most=4
    )

    assert nothing.reason is Reason.NOT_COLLECTED
    assert plain.reason is Reason.PERMISSION
