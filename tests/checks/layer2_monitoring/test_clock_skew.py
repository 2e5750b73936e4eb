import pytest

from audit4.evidence import Evidence, Reason
from audit4.finding import Status
from audit4.testing import NOW, judge
from tests.monitored import host

TODAY = NOW.timestamp()


@pytest.mark.parametrize(
    ("seconds", "status"),
    [
        (0, Status.PASS),
        (60, Status.PASS),
        (-60, Status.PASS),
        (61, Status.FAIL),
        (-3600, Status.FAIL),
    ],
)
def test_either_way_counts(seconds: float, status: Status) -> None:
    seen = host(clock=TODAY + seconds)

    verdict = judge("layer2_monitoring.clock_skew", seen, max_seconds=60)

    assert verdict.status is status
    assert verdict.actual == f"{seconds:+.0f} s"


def test_a_host_that_did_not_tell_its_time_is_unknown() -> None:
    silent = Evidence(items={}, collected_at=NOW, privileged=False)

    verdict = judge("layer2_monitoring.clock_skew", silent, max_seconds=60)

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.NOT_COLLECTED)
