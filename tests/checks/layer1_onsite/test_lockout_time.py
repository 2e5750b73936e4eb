import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Status, Verdict
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import FAILLOCK_AUTH, Host, no_pam, pam_host

CHECK = "layer1_onsite.lockout_time"


def judged(host: Host) -> Verdict:
    return judge(CHECK, evidence(host), at_least=600, services=("sshd", "login"))


@pytest.mark.parametrize(
    ("time", "status"),
    [
        ("unlock_time=900", Status.PASS),
        ("unlock_time=0", Status.PASS),
        ("unlock_time=never", Status.PASS),
        ("", Status.PASS),
        ("unlock_time=60", Status.FAIL),
        ("unlock_time=long", Status.UNKNOWN),
    ],
)
def test_judges_the_length_of_the_lock(time: str, status: Status) -> None:
    stack = FAILLOCK_AUTH.replace("unlock_time=900", time)

    assert judged(pam_host(common_auth=stack)).status is status


def test_without_a_lock_there_is_no_length() -> None:
    verdict = judged(pam_host())

    assert verdict.items == ("sshd: -", "login: -")


def test_no_pam_and_an_unread_file_are_unknown() -> None:
    denied = pam_host(faillock=ItemStatus.DENIED, common_auth=FAILLOCK_AUTH)

    reasons = [judged(host).reason for host in (no_pam(), denied)]

    assert reasons == [Reason.UNSUPPORTED, Reason.PERMISSION]
