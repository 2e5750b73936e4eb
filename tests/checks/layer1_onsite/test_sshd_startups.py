import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import Host, broken_sshd, no_sshd, sshd_host

CHECK = "layer1_onsite.sshd_startups"


def judged(host: Host) -> Verdict:
    return judge(CHECK, evidence(host), start=10, rate=30, full=60)


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("10:30:60", Status.PASS),
        ("4:50:20", Status.PASS),
        ("5:0:5", Status.PASS),
        ("10:30:100", Status.FAIL),
        ("11:30:60", Status.FAIL),
        ("10:1:60", Status.FAIL),
    ],
)
def test_as_many_are_refused_as_the_policy_asks(value: str, status: Status) -> None:
    assert judged(sshd_host(maxstartups=value)).status is status


def test_without_sshd_it_does_not_apply() -> None:
    assert judged(no_sshd()).reason is Exempt.NOT_INSTALLED


def test_odd_and_unread_values_are_unknown() -> None:
    odd = judged(sshd_host(maxstartups="10:30"))
    hostile = judged(sshd_host(maxstartups="9" * 500))
    denied = judged(broken_sshd(ItemStatus.DENIED))

    assert odd.reason is Reason.UNPARSEABLE
    assert hostile.reason is Reason.UNPARSEABLE
    assert denied.reason is Reason.PERMISSION
