import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import SHADOW, accounts_host

CHECK = "layer1_onsite.password_changed"
LAN = "lan:$6$***:20760:"


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (LAN, Status.PASS),
        ("lan:$6$***:0:", Status.PASS),
        ("lan:$6$***::", Status.PASS),
        ("lan:$6$***:20780:", Status.PASS),  # tomorrow, in a zone to the east
        ("lan:$6$***:20900:", Status.FAIL),
        ("lan:!$6$***:20900:", Status.FAIL),
        ("lan::20900:", Status.FAIL),
        ("lan:!:20900:", Status.PASS),  # there is no password
    ],
)
def test_a_date_ahead_of_the_scan_fails(line: str, status: Status) -> None:
    seen = evidence(accounts_host(shadow=SHADOW.replace(LAN, line)))

    assert judge(CHECK, seen).status is status


def test_a_date_that_is_none_and_an_unread_file_are_unknown() -> None:
    reasons = [
        judge(CHECK, evidence(accounts_host(shadow=s))).reason
        for s in (SHADOW.replace("20760", "soon"), ItemStatus.DENIED)
    ]

    assert reasons == [Reason.UNPARSEABLE, Reason.PERMISSION]
