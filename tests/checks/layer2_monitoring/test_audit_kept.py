import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import syslog
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import NOW, judge
from tests.monitored import Seen, audit, host, stat

DAY = 86400
LOG = "/var/log/audit/audit.log"


def logs(*ages: int, log: str = LOG) -> Seen:
    now = int(NOW.timestamp())
    names = [log, *(f"{log}.{n}" for n in range(1, len(ages)))]
    return {
        syslog.LOG_FILES: {
            name: stat(now - age * DAY) for name, age in zip(names, ages, strict=True)
        }
    }


def judged(*raws: Seen, container: bool = False) -> Verdict:
    seen = host(*raws, container=container)
    return judge("layer2_monitoring.audit_kept", seen, days=90)


def config(text: str) -> Seen:
    return audit(config=text)


@pytest.mark.parametrize(
    ("settings", "ages", "status"),
    [
        ("max_log_file_action = ROTATE\nnum_logs = 3", (0, 1, 2), Status.FAIL),
        ("max_log_file_action = ROTATE\nnum_logs = 3", (0, 1, 95), Status.PASS),
        ("max_log_file_action = ROTATE\nnum_logs = 5", (0, 1, 2), Status.PASS),
        ("max_log_file_action = keep_logs\nnum_logs = 3", (0, 1, 2), Status.PASS),
        ("max_log_file_action = ROTATE\nnum_logs = 1", (0,), Status.PASS),
        ("num_logs = 3", (0, 1, 2), Status.PASS),
    ],
)
def test_what_was_dropped_shows_in_the_oldest_file(
    settings: str, ages: tuple[int, ...], status: Status
) -> None:
    assert judged(config(settings), logs(*ages)).status is status


def test_the_log_lies_where_the_daemon_is_told() -> None:
    away = config("log_file = /srv/audit/audit.log\n")

    assert judged(away, logs(0)).reason is Reason.NOT_COLLECTED
    assert judged(config("num_logs = 3\n")).status is Status.FAIL


def test_a_number_that_is_none_drops_nothing() -> None:
    odd = config("max_log_file_action = rotate\nnum_logs = nhiều\n")

    assert judged(odd, logs(0, 1, 2)).status is Status.PASS


def test_absent_container_malformed_and_denied_differ() -> None:
    assert judged().status is Status.FAIL
    assert judged(container=True).reason is Exempt.CONTAINER
    assert judged(audit(status="")).reason is Reason.UNPARSEABLE
    refused = {syslog.LOG_FILES: ItemStatus.DENIED}
    assert judged(audit(), refused).reason is Reason.PERMISSION
