import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import no_pam, pam_host, password_stack

CHECK = "layer1_onsite.password_history"
PWHISTORY = "password requisite pam_pwhistory.so use_authtok"


@pytest.mark.parametrize(
    ("stack", "conf", "status"),
    [
        (password_stack(PWHISTORY), "", Status.PASS),
        (password_stack(f"{PWHISTORY} remember=24"), "", Status.PASS),
        (password_stack(f"{PWHISTORY} remember=5"), "", Status.FAIL),
        (password_stack(PWHISTORY), "remember = 4\n", Status.FAIL),
        (password_stack(f"{PWHISTORY} remember=12"), "remember = 4\n", Status.PASS),
        (password_stack("password optional pam_pwhistory.so"), "", Status.FAIL),
        (password_stack(f"{PWHISTORY} remember=all"), "", Status.UNKNOWN),
        ("password required pam_unix.so sha512 remember=10\n", "", Status.PASS),
        (password_stack(), "", Status.FAIL),
    ],
)
def test_judges_what_is_remembered(stack: str, conf: str, status: Status) -> None:
    seen = evidence(pam_host(history=conf, common_password=stack))

    assert judge(CHECK, seen, at_least=10).status is status


def test_no_pam_and_unread_settings_are_unknown() -> None:
    denied = evidence(pam_host(history=ItemStatus.DENIED))

    reasons = [
        judge(CHECK, seen, at_least=10).reason for seen in (evidence(no_pam()), denied)
    ]

    assert reasons == [Reason.UNSUPPORTED, Reason.PERMISSION]
