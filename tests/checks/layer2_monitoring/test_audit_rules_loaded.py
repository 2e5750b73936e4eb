from audit4.evidence import ItemStatus, Reason
from audit4.facts import auditd
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, audit, captured, host


def judged(*raws: Seen, container: bool = False) -> Verdict:
    seen = host(*raws, container=container)
    return judge("layer2_monitoring.audit_rules_loaded", seen)


def test_rules_of_a_real_kernel_pass() -> None:
    verdict = judged(audit(captured("debian12", "auditd.loaded")))

    assert verdict.status is Status.PASS


def test_no_rules_fail_whatever_the_files_say() -> None:
    assert judged(audit(rules="-w /etc/passwd -p wa\n")).status is Status.FAIL


def test_a_rule_that_suppresses_all_fails() -> None:
    verdict = judged(audit("-a never,task\n-w /etc/passwd -p wa\n"))

    assert verdict.status is Status.FAIL
    assert verdict.items == ("never,task",)


def test_exclusions_alone_record_nothing() -> None:
    verdict = judged(audit("-a always,exclude -F msgtype=CWD\n"))

    assert verdict.status is Status.FAIL


def test_absent_container_empty_and_denied_differ() -> None:
    assert judged().status is Status.FAIL
    assert judged(container=True).reason is Exempt.CONTAINER
    assert judged(audit("")).reason is Reason.UNPARSEABLE
    assert judged(audit(), {auditd.LOADED: ItemStatus.DENIED}).reason is (
        Reason.PERMISSION
    )
