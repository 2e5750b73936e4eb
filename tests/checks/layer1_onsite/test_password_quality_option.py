import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import no_pam, pam_host, password_stack

CHECK = "layer1_onsite.password_quality_option"
STACK = password_stack("password requisite pam_pwquality.so retry=3")


@pytest.mark.parametrize(
    ("option", "conf", "status"),
    [
        ("dictcheck", "", Status.PASS),
        ("dictcheck", "dictcheck = 0\n", Status.FAIL),
        ("enforce_for_root", "", Status.FAIL),
        ("enforce_for_root", "enforce_for_root\n", Status.PASS),
        ("dictcheck", "enforcing = 0\n", Status.FAIL),
        ("maxrepeat", "", Status.FAIL),
        ("maxrepeat", "maxrepeat = 3\n", Status.PASS),
        ("maxrepeat", "maxrepeat = 9\n", Status.FAIL),
        ("maxrepeat", "maxrepeat = few\n", Status.FAIL),
    ],
)
def test_judges_settings_and_defaults(option: str, conf: str, status: Status) -> None:
    seen = evidence(pam_host(conf, common_password=STACK))

    verdict = judge(CHECK, seen, option=option, at_least=1, at_most=3)

    assert verdict.status is status


def test_without_the_module_it_fails() -> None:
    seen = evidence(pam_host("dictcheck = 1\n"))

    assert judge(CHECK, seen, option="dictcheck", at_least=1).status is Status.FAIL


def test_no_pam_and_unread_settings_are_unknown() -> None:
    denied = evidence(pam_host(ItemStatus.DENIED, common_password=STACK))

    reasons = [
        judge(CHECK, seen, option="dictcheck", at_least=1).reason
        for seen in (evidence(no_pam()), denied)
    ]

    assert reasons == [Reason.UNSUPPORTED, Reason.PERMISSION]
