import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Exempt, Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import broken_sshd, no_sshd, sshd_host

CHECK = "layer1_onsite.sshd_dead_peer"


@pytest.mark.parametrize(
    ("interval", "count", "status"),
    [
        ("100", "3", Status.PASS),
        ("15", "20", Status.PASS),
        ("0", "3", Status.FAIL),
        ("300", "0", Status.FAIL),
        ("301", "1", Status.FAIL),
        ("5m", "1", Status.UNKNOWN),
    ],
)
def test_judges_interval_times_count(interval: str, count: str, status: Status) -> None:
    seen = sshd_host(clientaliveinterval=interval, clientalivecountmax=count)

    assert judge(CHECK, evidence(seen), at_most=300).status is status


def test_a_match_block_that_switches_it_off_fails() -> None:
    seen = sshd_host({"user=a": {"clientaliveinterval": "0"}}, clientaliveinterval="60")

    assert judge(CHECK, evidence(seen), at_most=300).items == ("0 s × 3",)


def test_without_sshd_it_does_not_apply() -> None:
    verdict = judge(CHECK, evidence(no_sshd()), at_most=300)

    assert verdict.reason is Exempt.NOT_INSTALLED


def test_empty_denied_and_unprivileged_are_unknown() -> None:
    reasons = [
        judge(CHECK, evidence(broken_sshd("")), at_most=300).reason,
        judge(CHECK, evidence(broken_sshd(ItemStatus.DENIED)), at_most=300).reason,
        judge(CHECK, evidence(sshd_host(), privileged=False), at_most=300).reason,
    ]

    assert reasons == [Reason.UNPARSEABLE, Reason.PERMISSION, Reason.PERMISSION]
