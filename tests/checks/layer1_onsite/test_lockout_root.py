import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Status, Verdict
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import (
    ABSENT,
    FAILLOCK_AUTH,
    Host,
    no_pam,
    pam_host,
)

CHECK = "layer1_onsite.lockout_root"
TALLY2 = "auth required pam_tally2.so deny=5 even_deny_root unlock_time=300\n"


def judged(host: Host) -> Verdict:
    return judge(CHECK, evidence(host), at_least=60, services=("sshd",))


@pytest.mark.parametrize(
    ("conf", "status"),
    [
        ("even_deny_root\n", Status.PASS),
        ("root_unlock_time = 60\n", Status.PASS),
        ("root_unlock_time=never\n", Status.PASS),
        ("even_deny_root\nroot_unlock_time = 59\n", Status.FAIL),
        ("# even_deny_root\n", Status.FAIL),
        (ABSENT, Status.FAIL),
    ],
)
def test_root_is_locked_where_the_file_says_so(
    conf: str | ItemStatus, status: Status
) -> None:
    host = pam_host(faillock=conf, common_auth=FAILLOCK_AUTH)

    assert judged(host).status is status


def test_the_argument_of_the_gate_counts() -> None:
    told = FAILLOCK_AUTH.replace("preauth", "preauth even_deny_root")

    assert judged(pam_host(common_auth=told)).status is Status.PASS


def test_the_older_module_is_read_too() -> None:
    stack = f"{TALLY2}auth required pam_unix.so\n"

    assert judged(pam_host(common_auth=stack)).status is Status.PASS


def test_no_lock_at_all_locks_nobody() -> None:
    assert judged(pam_host()).items == ("sshd: root_unlock_time=-",)


def test_no_pam_a_bad_number_and_an_unread_file_are_unknown() -> None:
    odd = pam_host(faillock="root_unlock_time = lâu\n", common_auth=FAILLOCK_AUTH)
    denied = pam_host(faillock=ItemStatus.DENIED, common_auth=FAILLOCK_AUTH)

    reasons = [judged(h).reason for h in (no_pam(), odd, denied)]

    assert reasons == [Reason.UNSUPPORTED, Reason.UNPARSEABLE, Reason.PERMISSION]
