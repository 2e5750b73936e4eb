import pytest

from audit4.evidence import Evidence, ItemStatus, Reason
from audit4.facts import syslog
from audit4.finding import Status, Verdict
from audit4.testing import judge
from tests.monitored import captured, host, journal, rsyslog, units

VOLATILE = journal("[Journal]\nStorage=volatile\nForwardToSyslog=yes\n", disk=False)
MUTE = journal("[Journal]\nStorage=volatile\nForwardToSyslog=no\n", disk=False)


def judged(seen: Evidence) -> Verdict:
    return judge("layer2_monitoring.auth_log", seen, facilities=("auth", "authpriv"))


@pytest.mark.parametrize("system", ["debian11", "debian12", "debian13"])
def test_debian_as_shipped_passes(system: str) -> None:
    verdict = judged(host(rsyslog(captured(system, "syslog.rsyslog")), VOLATILE))

    assert verdict.status is Status.PASS
    assert verdict.actual == "rsyslog: /var/log/auth.log"


def test_a_persistent_journal_is_enough() -> None:
    assert judged(host(journal())).actual == "journal"


def test_a_daemon_that_does_not_run_keeps_nothing() -> None:
    idle = units(idle=("rsyslog",))

    verdict = judged(host(rsyslog(), idle, VOLATILE))

    assert verdict.status is Status.FAIL
    assert verdict.items == ("auth", "authpriv")


def test_a_running_daemon_that_the_journal_does_not_feed_keeps_nothing() -> None:
    assert judged(host(rsyslog(), MUTE)).status is Status.FAIL


def test_reading_the_journal_itself_needs_no_feeding() -> None:
    text = 'module(load="imjournal")\nauth,authpriv.* /var/log/secure\n'

    assert judged(host(rsyslog(text), MUTE)).status is Status.PASS


def test_one_facility_that_nobody_keeps_is_named() -> None:
    text = 'module(load="imuxsock")\nauthpriv.* /var/log/secure\n'

    assert judged(host(rsyslog(text), VOLATILE)).items == ("auth",)


def test_an_include_that_was_not_collected_may_hold_it() -> None:
    text = 'module(load="imuxsock")\n$IncludeConfig /opt/*.conf\n'

    verdict = judged(host(rsyslog(text), VOLATILE))

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.NOT_COLLECTED)


def test_a_host_without_any_logging_fails() -> None:
    assert judged(host()).status is Status.FAIL


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (ItemStatus.DENIED, Reason.PERMISSION),
        (ItemStatus.TIMEOUT, Reason.TIMEOUT),
        (ItemStatus.TRUNCATED, Reason.TRUNCATED),
    ],
)
def test_an_unread_configuration_is_unknown(status: ItemStatus, reason: Reason) -> None:
    verdict = judged(host(rsyslog(), journal(), {syslog.RSYSLOG: status}))

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, reason)


def test_a_broken_configuration_is_unknown() -> None:
    verdict = judged(host(rsyslog("action(\n"), VOLATILE))

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.UNPARSEABLE)


def test_without_root_it_is_unknown() -> None:
    verdict = judged(host(rsyslog(), privileged=False))

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.PERMISSION)
