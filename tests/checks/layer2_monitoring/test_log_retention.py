import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import logrotate
from audit4.finding import Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, captured, host, journal, rotation, rsyslog, units

MEMORY = journal("[Journal]\nForwardToSyslog=yes\n", disk=False)


def judged(days: int, *raws: Seen) -> Verdict:
    return judge("layer2_monitoring.log_retention", host(*raws), days=days)


def rotated(block: str, days: int) -> Verdict:
    text = "/var/log/auth.log {\n" + block + "\n}\n"
    return judged(days, rsyslog(), MEMORY, rotation(rsyslog=text))


@pytest.mark.parametrize("system", ["debian11", "debian12", "debian13"])
def test_debian_as_shipped_keeps_28_days_and_misses_30(system: str) -> None:
    shipped = rotation(rsyslog=captured(system, "logrotate.rsyslog"))

    verdict = judged(30, rsyslog(), MEMORY, shipped)

    assert verdict.status is Status.FAIL
    assert verdict.actual == "/var/log/auth.log: 28 d"


@pytest.mark.parametrize(
    ("block", "days", "status"),
    [
        ("daily\nrotate 90", 90, Status.PASS),
        ("daily\nrotate 89", 90, Status.FAIL),
        ("weekly\nrotate 13", 90, Status.PASS),
        ("monthly\nrotate 12", 365, Status.PASS),
        ("daily\nrotate 365\nmaxage 30", 90, Status.FAIL),
        ("size 1G\nrotate 1000", 30, Status.FAIL),
        ("daily\nrotate 90\nmaxsize 1G", 90, Status.FAIL),
        ("daily\nrotate -1", 365, Status.PASS),
    ],
)
def test_what_the_rotation_guarantees_counts(
    block: str, days: int, status: Status
) -> None:
    assert rotated(block, days).status is status


def test_a_log_that_nothing_rotates_is_kept() -> None:
    assert judged(365, rsyslog(), MEMORY, rotation()).status is Status.PASS


def test_rotation_of_a_daemon_that_stands_still_proves_nothing() -> None:
    verdict = judged(30, rsyslog(), units(idle=("rsyslog",)), MEMORY, rotation())

    assert verdict.status is Status.FAIL


@pytest.mark.parametrize(
    ("head", "config", "status"),
    [
        ("2026-01-01 00:00:00", "", Status.PASS),
        ("2026-11-12 03:00:00", "SystemMaxUse=16G", Status.PASS),
        ("2026-11-12 03:00:00", "SystemMaxUse=2G", Status.FAIL),
        ("2026-01-01 00:00:00", "MaxRetentionSec=30day", Status.FAIL),
        ("2026-11-22 02:00:00", "", Status.UNKNOWN),
    ],
)
def test_the_journal_counts_with_what_it_holds_or_will_hold(
    head: str, config: str, status: Status
) -> None:
    verdict = judged(90, journal(f"[Journal]\n{config}\n", head=head))

    assert verdict.status is status


def test_nothing_kept_fails() -> None:
    assert judged(30).status is Status.FAIL


def test_a_senseless_time_span_is_unknown() -> None:
    verdict = judged(30, journal("[Journal]\nMaxRetentionSec=soon\n"))

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.UNPARSEABLE)


def test_a_denied_block_is_unknown() -> None:
    denied = {logrotate.DROPINS: {"/etc/logrotate.d/rsyslog": ItemStatus.DENIED}}

    verdict = judged(30, rsyslog(), MEMORY, rotation(), denied)

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.PERMISSION)
