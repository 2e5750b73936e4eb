import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import defs_host, no_pam, pam_host

CHECK = "layer1_onsite.password_hash_default"
STRONG = ("yescrypt", "sha512")


@pytest.mark.parametrize(
    ("arguments", "defs", "status"),
    [
        ("yescrypt", "", Status.PASS),
        ("sha512 shadow", "ENCRYPT_METHOD MD5\n", Status.PASS),
        ("md5", "ENCRYPT_METHOD YESCRYPT\n", Status.FAIL),
        ("", "ENCRYPT_METHOD YESCRYPT\n", Status.PASS),
        ("", "ENCRYPT_METHOD DES\n", Status.FAIL),
        ("", "", Status.FAIL),
        ("", "ENCRYPT_METHOD \x00?\n", Status.FAIL),
    ],
)
def test_the_argument_counts_before_login_defs(
    arguments: str, defs: str, status: Status
) -> None:
    stack = f"password required pam_unix.so {arguments}\n"
    seen = evidence(pam_host(common_password=stack) | defs_host(defs))

    assert judge(CHECK, seen, allowed=STRONG).status is status


def test_no_pam_and_unread_files_are_unknown() -> None:
    denied = evidence(pam_host() | defs_host(ItemStatus.DENIED))
    without = evidence(no_pam() | defs_host())

    assert judge(CHECK, denied, allowed=STRONG).reason is Reason.PERMISSION
    assert judge(CHECK, without, allowed=STRONG).reason is Reason.UNSUPPORTED
