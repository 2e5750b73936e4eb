import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import PASSWD, accounts_host

CHECK = "layer1_onsite.password_shadowed"


@pytest.mark.parametrize(
    ("field", "status"),
    [
        ("x", Status.PASS),
        ("*", Status.PASS),
        ("!", Status.PASS),
        ("$6$***", Status.FAIL),
        ("!$6$***", Status.FAIL),
        ("***", Status.FAIL),
    ],
)
def test_a_hash_in_passwd_fails(field: str, status: Status) -> None:
    host = accounts_host(passwd=PASSWD.replace("lan:x:", f"lan:{field}:"))

    assert judge(CHECK, evidence(host)).status is status


def test_passwd_is_judged_without_root() -> None:
    seen = evidence(accounts_host(), privileged=False)

    assert judge(CHECK, seen).status is Status.PASS


@pytest.mark.parametrize("passwd", ["", "root:x:0\n", "a:x:one:1:::/bin/sh\n"])
def test_a_malformed_passwd_is_unknown(passwd: str) -> None:
    verdict = judge(CHECK, evidence(accounts_host(passwd=passwd)))

    assert verdict.reason is Reason.UNPARSEABLE


def test_an_unread_passwd_is_unknown() -> None:
    verdict = judge(CHECK, evidence(accounts_host(passwd=ItemStatus.DENIED)))

    assert verdict.reason is Reason.PERMISSION
