import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import processes
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import host


def judged(ps: str | ItemStatus) -> Verdict:
    seen = host({processes.PS: ps})
    return judge("layer2_monitoring.process_not_root", seen, names=("chronyd", "ntpd"))


@pytest.mark.parametrize(
    ("ps", "status"),
    [
        ("1 0 0 systemd\n7 1 112 chronyd\n8 7 112 chronyd\n", Status.PASS),
        ("1 0 0 systemd\n7 1 0 chronyd\n", Status.FAIL),
        ("1 0 0 systemd\n7 1 112 chronyd\n8 7 0 chronyd\n", Status.FAIL),
        ("1 0 0 systemd\n7 1 38 ntpd\n", Status.PASS),
    ],
)
def test_no_process_of_it_may_be_roots(ps: str, status: Status) -> None:
    assert judged(ps).status is status


def test_what_does_not_run_is_not_asked() -> None:
    assert judged("1 0 0 systemd\n9 1 0 chronyd-helper\n").reason is Exempt.NOT_USED


def test_malformed_and_denied_are_unknown() -> None:
    assert judged("chronyd\n").reason is Reason.UNPARSEABLE
    assert judged(ItemStatus.DENIED).reason is Reason.PERMISSION
