from audit4.evidence import ItemStatus, Reason
from audit4.facts import auditd
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, audit, host


def judged(*raws: Seen, container: bool = False) -> Verdict:
    return judge("layer2_monitoring.audit_daemon", host(*raws, container=container))


def test_a_daemon_that_the_kernel_knows_passes() -> None:
    assert judged(audit()).actual == "pid 642"


def test_an_active_unit_without_a_daemon_fails() -> None:
    assert judged(audit(status="enabled 1\npid 0\n")).status is Status.FAIL


def test_no_audit_system_fails_and_a_container_is_not_asked() -> None:
    assert judged().status is Status.FAIL
    assert judged(container=True).reason is Exempt.CONTAINER


def test_rubbish_and_denied_are_unknown() -> None:
    assert judged(audit(status="?\n")).reason is Reason.UNPARSEABLE
    assert judged(audit(), {auditd.STATUS: ItemStatus.DENIED}).reason is (
        Reason.PERMISSION
    )
