import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import agents
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import NOW, judge
from tests.monitored import Seen, host, stat, units

SEGMENT = "/var/spool/rsyslog/trung_tam.00000001"


def judged(*raws: Seen) -> Verdict:
    return judge("layer4_national.queue_backlog", host(*raws), max_age_hours=24)


def waiting(hours: float, path: str = SEGMENT) -> Seen:
    written = {path: stat(int(NOW.timestamp() - hours * 3600))}
    return units("rsyslog") | {agents.SIGNS: written}


@pytest.mark.parametrize(("hours", "status"), [(2, Status.PASS), (30, Status.FAIL)])
def test_the_age_of_a_segment_decides(hours: float, status: Status) -> None:
    assert judged(waiting(hours)).status is status


def test_an_old_segment_is_named() -> None:
    assert judged(waiting(30)).items == (SEGMENT,)


def test_an_empty_spool_passes_and_other_files_are_none() -> None:
    assert judged(units("rsyslog")).status is Status.PASS
    assert judged(waiting(900, "/var/lib/clamav/main.cvd")).status is Status.PASS


def test_where_rsyslog_does_not_run_nothing_is_asked() -> None:
    assert judged(units("syslog-ng")).reason is Exempt.NOT_USED


def test_a_time_in_the_future_is_unknown() -> None:
    assert judged(waiting(-100)).reason is Reason.UNPARSEABLE


@pytest.mark.parametrize(
    ("raw", "reason"),
    [(ItemStatus.DENIED, Reason.PERMISSION), ("?", Reason.UNPARSEABLE)],
)
def test_denied_and_malformed_are_unknown(
    raw: str | ItemStatus, reason: Reason
) -> None:
    seen = units("rsyslog") | {agents.SIGNS: {SEGMENT: raw}}

    assert judged(seen).reason is reason
