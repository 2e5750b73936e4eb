from audit4.evidence import ItemStatus, Reason
from audit4.facts import auditd, sudoers
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, audit, host, nothing

LOGGED = 'Defaults logfile="/var/log/sudo.log"\n'


def sudo(text: str | None) -> Seen:
    version = "Sudo version 1.9.13p3\n"
    told = {} if text is None else {sudoers.MAIN: text, sudoers.VERSION: version}
    return nothing(*sudoers.SUDOERS.probes) | told


def judged(*raws: Seen, container: bool = False) -> Verdict:
    return judge("layer2_monitoring.audit_sudo_log", host(*raws, container=container))


def test_the_file_that_sudo_writes_must_be_watched() -> None:
    watch = "-w /var/log/sudo.log -p wa -k sudo\n"

    assert judged(audit(watch), sudo(LOGGED)).status is Status.PASS
    assert judged(audit(), sudo(LOGGED)).items == ("/var/log/sudo.log",)
    other = LOGGED.replace("sudo.log", "lenh.log")
    assert judged(audit(watch), sudo(other)).items == ("/var/log/lenh.log",)


def test_without_a_file_of_its_own_nothing_is_asked() -> None:
    assert judged(audit(), sudo("Defaults use_pty\n")).reason is Exempt.NOT_USED
    assert judged(audit(), sudo(None)).reason is Exempt.NOT_USED


def test_a_line_that_nobody_can_read_may_name_a_file() -> None:
    verdict = judged(audit(), sudo("Defaults use_pty\n%%%\n"))

    assert verdict.reason is Reason.UNPARSEABLE


def test_absent_container_malformed_and_denied_differ() -> None:
    assert judged(sudo(LOGGED)).status is Status.FAIL
    assert judged(sudo(LOGGED), container=True).reason is Exempt.CONTAINER
    assert judged(audit("-w '\n"), sudo(LOGGED)).reason is Reason.UNPARSEABLE
    refused = {auditd.LOADED: ItemStatus.DENIED}
    assert judged(audit(), sudo(LOGGED), refused).reason is Reason.PERMISSION
