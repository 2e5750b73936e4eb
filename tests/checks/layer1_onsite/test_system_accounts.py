import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import PASSWD, SHADOW, accounts_host

CHECK = "layer1_onsite.system_accounts"
POSTGRES = "postgres:x:110:1::/var/lib/postgresql:"


@pytest.mark.parametrize(
    ("shell", "status"),
    [
        ("/usr/sbin/nologin", Status.PASS),
        ("/bin/false", Status.PASS),
        ("/bin/bash", Status.FAIL),
        ("", Status.FAIL),
    ],
)
def test_a_service_with_a_shell_fails(shell: str, status: Status) -> None:
    seen = evidence(accounts_host(passwd=f"{PASSWD}{POSTGRES}{shell}\n"))

    assert judge(CHECK, seen, without="shell").status is status


def test_an_account_may_be_left_out() -> None:
    seen = evidence(accounts_host(passwd=f"{PASSWD}{POSTGRES}/bin/bash\n"))

    verdict = judge(CHECK, seen, without="shell", ignored=("postgres",))

    assert verdict.status is Status.PASS


@pytest.mark.parametrize(
    ("secret", "status"),
    [("*", "pass"), ("!$6$***", "pass"), ("$6$***", "fail"), ("", "fail")],
)
def test_a_service_with_a_working_password_fails(secret: str, status: str) -> None:
    seen = evidence(
        accounts_host(
            passwd=f"{PASSWD}{POSTGRES}/bin/false\n",
            shadow=f"{SHADOW}postgres:{secret}:20000:0:99999:7:::\n",
        )
    )

    assert judge(CHECK, seen, without="password").status == status


def test_malformed_unread_and_unprivileged_are_unknown() -> None:
    reasons = [
        judge(CHECK, seen, without="password").reason
        for seen in (
            evidence(accounts_host(passwd="x\n")),
            evidence(accounts_host(shadow=ItemStatus.DENIED)),
            evidence(accounts_host(), privileged=False),
        )
    ]

    assert reasons == [Reason.UNPARSEABLE, Reason.PERMISSION, Reason.PERMISSION]
