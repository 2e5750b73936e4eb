import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import accounts
from audit4.finding import Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import ABSENT, PASSWD, SHADOW, accounts_host

CHECK = "layer1_onsite.unlisted_shell"


def status(shell: str, field: str = "$6$***", shells: object = None) -> Status:
    passwd = f"{PASSWD}ftp:x:1010:1000::/srv:{shell}\n"
    host = accounts_host(passwd=passwd, shadow=f"{SHADOW}ftp:{field}:20700::::::\n")
    if shells is not None:
        host |= {accounts.SHELLS: shells}  # type: ignore[dict-item]  # text or status
    return judge(CHECK, evidence(host)).status


@pytest.mark.parametrize(
    ("shell", "field", "told"),
    [
        ("/bin/bash", "$6$***", Status.PASS),
        ("/usr/sbin/nologin", "$6$***", Status.FAIL),
        ("/usr/sbin/nologin", "!$6$***", Status.PASS),
        ("/usr/sbin/nologin", "*", Status.PASS),
        ("/opt/menu", "$6$***", Status.FAIL),
        ("", "$6$***", Status.PASS),  # /bin/sh
        ("/bin/false", "", Status.FAIL),
    ],
)
def test_a_barred_account_must_be_locked(shell: str, field: str, told: Status) -> None:
    assert status(shell, field) is told


def test_a_list_that_names_nologin_makes_it_no_valid_shell() -> None:
    listed = "/bin/bash\n/usr/sbin/nologin\n"

    assert status("/usr/sbin/nologin", shells=listed) is Status.FAIL


def test_without_a_list_names_tell() -> None:
    assert status("/bin/zsh", shells=ABSENT) is Status.PASS
    assert status("/bin/false", shells=ABSENT) is Status.FAIL


def test_an_unread_or_malformed_file_is_unknown() -> None:
    reasons = [
        judge(CHECK, evidence(host)).reason
        for host in (
            accounts_host(shadow=ItemStatus.DENIED),
            accounts_host(passwd="root:x\n"),
        )
    ]

    assert reasons == [Reason.PERMISSION, Reason.UNPARSEABLE]
