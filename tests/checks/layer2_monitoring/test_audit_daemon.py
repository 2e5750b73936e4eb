from audit4.evidence import ItemStatus, Reason
from audit4.facts import auditd
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, audit, host, units


def judged(*raws: Seen, want: str = "running", container: bool = False) -> Verdict:
    seen = host(*raws, container=container)
    return judge("layer2_monitoring.audit_daemon", seen, want=want)


def test_starting_at_boot_is_the_units_matter() -> None:
    idle = units(idle=("auditd",))

    assert judged(audit(), want="enabled").actual == "auditd: enabled"
    assert judged(audit(), idle, want="enabled").status is Status.FAIL
    assert judged(audit(), units(), want="enabled").status is Status.FAIL
    assert judged(container=True, want="enabled").reason is Exempt.CONTAINER


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


def test_to_last_it_must_run_and_start() -> None:
    idle = units(idle=("auditd",))

    assert judged(audit(), want="lasting").actual == "pid 642, auditd: enabled"
    assert judged(audit(), idle, want="lasting").actual == "auditd: disabled"
    still = audit(status="enabled 1\npid 0\n")
    assert judged(still, want="lasting").actual == "pid 0"
