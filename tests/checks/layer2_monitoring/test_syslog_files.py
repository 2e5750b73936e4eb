import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import log_tree
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, host, people, rsyslog, units


def judged(text: str | ItemStatus, *raws: Seen) -> Verdict:
    return judge(
        "layer2_monitoring.syslog_files",
        host(people(), rsyslog("*.* /var/log/a.log\n"), {log_tree.TREE: text}, *raws),
        max_mode="0640",
        owners=("syslog",),
        groups=("adm",),
    )


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("0640 0 4 f /var/log/a.log", Status.PASS),
        ("0640 104 4 f /var/log/a.log", Status.PASS),
        ("0644 0 4 f /var/log/a.log", Status.FAIL),
        ("0640 1000 4 f /var/log/a.log", Status.FAIL),
        ("0640 0 100 f /var/log/a.log", Status.FAIL),
        ("0666 0 0 f /var/log/b.log", Status.PASS),
    ],
)
def test_what_the_daemon_writes_is_closed(line: str, status: Status) -> None:
    assert judged(f"{line}\n").status is status


def test_a_file_elsewhere_was_not_looked_at() -> None:
    away = rsyslog("*.* /srv/log/a.log\n")

    assert judged("", away).reason is Reason.NOT_COLLECTED


def test_a_daemon_that_stands_still_is_not_asked() -> None:
    assert judged("", units(idle=("rsyslog",))).reason is Exempt.NOT_USED


def test_malformed_and_denied_are_unknown() -> None:
    assert judged("?\n").reason is Reason.UNPARSEABLE
    assert judged(ItemStatus.DENIED).reason is Reason.PERMISSION
