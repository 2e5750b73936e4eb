import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import PASSWD, accounts_host

CHECK = "layer1_onsite.nis_import"


def test_a_local_passwd_passes() -> None:
    assert judge(CHECK, evidence(accounts_host())).status is Status.PASS


@pytest.mark.parametrize("line", ["+", "+::::::", "+@admins:x:::::", "+nam::0:0:::"])
def test_a_plus_line_fails(line: str) -> None:
    verdict = judge(CHECK, evidence(accounts_host(passwd=f"{PASSWD}{line}\n")))

    assert verdict.items == (line.split(":", maxsplit=1)[0],)


def test_malformed_and_unread_files_are_unknown() -> None:
    reasons = [
        judge(CHECK, evidence(accounts_host(passwd=passwd))).reason
        for passwd in ("root\n", ItemStatus.DENIED)
    ]

    assert reasons == [Reason.UNPARSEABLE, Reason.PERMISSION]
