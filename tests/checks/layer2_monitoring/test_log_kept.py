import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import logrotate, syslog
from audit4.finding import Status, Verdict
from audit4.testing import NOW, judge
from tests.monitored import Seen, captured, host, journal, rotation, stat

DAY = 86400
TODAY = int(NOW.timestamp())
MEMORY = journal(disk=False)


def ago(days: float) -> str:
    return stat(int(TODAY - days * DAY))


def judged(age: float, days: int, *raws: Seen, **logs: str) -> Verdict:
    files = {f"/var/log/{n.replace('_', '.')}": s for n, s in logs.items()}
    block = captured("debian12", "logrotate.rsyslog")
    seen = host(
        MEMORY,
        rotation(rsyslog=block),
        {
            logrotate.BIRTH: {"/etc/machine-id": ago(age)},
            syslog.LOG_FILES: files,
        },
        *raws,
    )
    return judge("layer2_monitoring.log_kept", seen, days=days)


def test_old_copies_on_disk_pass() -> None:
    verdict = judged(400, 90, auth_log=ago(0), auth_log_4_gz=ago(84))

    assert verdict.status is Status.PASS
    assert verdict.actual == "/var/log/auth.log: 91 d"


def test_copies_that_are_gone_fail() -> None:
    verdict = judged(400, 90, auth_log=ago(0), auth_log_4_gz=ago(27))

    assert verdict.status is Status.FAIL
    assert verdict.items == ("/var/log/auth.log",)


def test_no_more_is_asked_than_the_host_is_old() -> None:
    assert judged(20, 90, auth_log=ago(0), auth_log_1=ago(7)).status is Status.PASS
    assert judged(3, 90).status is Status.PASS


def test_no_log_at_all_on_an_old_host_fails() -> None:
    assert judged(400, 90).status is Status.FAIL


@pytest.mark.parametrize(
    ("head", "status"),
    [("2026-01-01 00:00:00", Status.PASS), ("2026-11-01 00:00:00", Status.FAIL)],
)
def test_the_journals_first_entry_counts(head: str, status: Status) -> None:
    assert judged(400, 90, journal(head=head)).status is status


def test_a_log_that_nothing_rotates_reaches_back_to_its_beginning() -> None:
    verdict = judged(400, 90, rotation(), secure=ago(0))

    assert verdict.status is Status.PASS


def test_without_a_sign_of_the_hosts_age_it_is_unknown() -> None:
    verdict = judged(400, 90, {logrotate.BIRTH: {}})

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.UNSUPPORTED)


def test_denied_logs_are_unknown() -> None:
    verdict = judged(400, 90, {syslog.LOG_FILES: {"/var/log": ItemStatus.DENIED}})

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.PERMISSION)


def test_malformed_stats_are_unknown() -> None:
    verdict = judged(400, 90, {syslog.LOG_FILES: {"/var/log/auth.log": "?"}})

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.UNPARSEABLE)
