import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import logrotate, syslog
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, host, rotation, rsyslog, stat, units

WTMP = "/var/log/wtmp"


def files(*paths: str) -> Seen:
    return {syslog.LOG_FILES: dict.fromkeys(paths, stat())}


def judged(*raws: Seen, days: int = 0, paths: tuple[str, ...] = ()) -> Verdict:
    seen = host(*raws)
    return judge("layer2_monitoring.rotation", seen, days=days, paths=paths)


def written(block: str | None, days: int = 0) -> Verdict:
    blocks = {} if block is None else {"x": f"/var/log/a.log {{\n{block}\n}}\n"}
    text = 'module(load="imuxsock")\n*.* /var/log/a.log\n'
    return judged(rsyslog(text), rotation(**blocks), files("/var/log/a.log"), days=days)


@pytest.mark.parametrize(
    ("block", "status"),
    [
        ("weekly\nrotate 4", Status.PASS),
        ("size 1M\nrotate 4", Status.PASS),
        ("weekly\nrotate -1", Status.FAIL),
        ("weekly\nrotate -1\nmaxage 400", Status.PASS),
        (None, Status.FAIL),
    ],
)
def test_what_the_daemon_writes_must_not_grow_for_ever(
    block: str | None, status: Status
) -> None:
    assert written(block).status is status


@pytest.mark.parametrize(
    ("block", "status"),
    [
        ("daily\nrotate 90", Status.PASS),
        ("daily\nrotate 89", Status.FAIL),
        ("weekly\nrotate 13", Status.PASS),
        ("size 1M\nrotate 500", Status.FAIL),
        ("daily\nrotate 400\nmaxage 30", Status.FAIL),
    ],
)
def test_copies_times_period_must_reach(block: str, status: Status) -> None:
    assert written(block, days=90).status is status


def test_files_by_name_are_judged_where_they_are() -> None:
    monthly = rotation(wtmp=f"{WTMP} {{\nmonthly\nrotate 1\n}}\n")

    verdict = judged(monthly, files(WTMP), days=90, paths=(WTMP,))
    assert verdict.items == (f"{WTMP}: 30 d",)
    assert judged(rotation(), files(WTMP), days=90, paths=(WTMP,)).status is Status.PASS
    assert judged(monthly, days=90, paths=(WTMP,)).reason is Exempt.NOT_USED


def test_a_daemon_that_stands_still_writes_nothing() -> None:
    still = rsyslog("*.* /var/log/a.log\n") | units(idle=("rsyslog",))

    assert judged(still, files("/var/log/a.log")).reason is Exempt.NOT_USED


def test_malformed_and_denied_are_unknown() -> None:
    broken = rotation(x="/var/log/a.log {\ndaily\n")
    refused = {logrotate.DROPINS: {"/etc/logrotate.d/x": ItemStatus.DENIED}}

    assert judged(rsyslog(), broken).reason is Reason.UNPARSEABLE
    assert judged(rsyslog(), rotation(), refused).reason is Reason.PERMISSION
