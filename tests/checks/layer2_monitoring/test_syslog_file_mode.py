from audit4.evidence import ItemStatus, Reason
from audit4.facts import syslog
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, captured, host, rsyslog, units


def judged(*raws: Seen) -> Verdict:
    return judge("layer2_monitoring.syslog_file_mode", host(*raws), max_mode="0640")


def test_debians_directive_passes() -> None:
    text = captured("debian12", "syslog.rsyslog")

    assert judged(rsyslog(text)).status is Status.PASS


def test_the_built_in_mode_is_too_open() -> None:
    verdict = judged(rsyslog("*.* /var/log/all\n"))

    assert verdict.status is Status.FAIL
    assert verdict.items == ("/var/log/all 0644",)


def test_an_umask_closes_it() -> None:
    text = "$Umask 0077\n*.* /var/log/all\n"

    assert judged(rsyslog(text)).status is Status.PASS


def test_no_running_daemon_no_files() -> None:
    assert judged(rsyslog(), units(idle=("rsyslog",))).reason is Exempt.NOT_USED
    assert judged().reason is Exempt.NOT_USED


def test_malformed_and_denied_are_unknown() -> None:
    bad = judged(rsyslog("$FileCreateMode all\n*.* /var/log/all\n"))
    denied = judged(rsyslog(), {syslog.RSYSLOG: ItemStatus.DENIED})

    assert (bad.status, bad.reason) == (Status.UNKNOWN, Reason.UNPARSEABLE)
    assert denied.reason is Reason.PERMISSION
