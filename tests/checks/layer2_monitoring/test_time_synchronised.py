import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import timesync
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, captured, host


def judged(*raws: Seen, container: bool = False) -> Verdict:
    return judge(
        "layer2_monitoring.time_synchronised", host(*raws, container=container)
    )


@pytest.mark.parametrize(
    ("answer", "status"),
    [("NTPSynchronized=yes\n", Status.PASS), ("NTPSynchronized=no\n", Status.FAIL)],
)
def test_timesyncds_word_decides(answer: str, status: Status) -> None:
    assert judged({timesync.TIMESYNC_FLAG: answer}).status is status


def test_chronys_word_counts_where_there_is_no_other() -> None:
    tracking = captured("debian12", "timesync.chrony_tracking")
    free = tracking.replace("Normal", "Not synchronised")

    assert judged({timesync.TRACKING: tracking}).status is Status.PASS
    assert judged({timesync.TRACKING: free}).status is Status.FAIL


def test_nobody_to_ask_is_unknown() -> None:
    verdict = judged()

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.MISSING_TOOL)


def test_rubbish_from_all_is_unknown() -> None:
    assert judged({timesync.TIMESYNC_FLAG: "?", timesync.TRACKING: "?"}).status is (
        Status.UNKNOWN
    )


def test_container_and_timeout() -> None:
    assert judged(container=True).reason is Exempt.CONTAINER
    assert judged({timesync.TRACKING: ItemStatus.TIMEOUT}).reason is Reason.TIMEOUT
