import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import auditd
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, audit, host


def judged(*raws: Seen, container: bool = False) -> Verdict:
    return judge("layer2_monitoring.audit_continue", host(*raws, container=container))


@pytest.mark.parametrize(
    ("rules", "status"),
    [
        ("-D\n-c\n-w /x -p wa\n", Status.PASS),
        ("-c\n", Status.PASS),
        ("# -c\n-w /x -p wa\n", Status.FAIL),
        ("-w /x -p wa\n-c\n", Status.FAIL),
        ("-i\n-w /x -p wa\n", Status.FAIL),
        ("", Status.FAIL),
    ],
)
def test_it_must_stand_before_the_rules(rules: str, status: Status) -> None:
    assert judged(audit(rules=rules)).status is status


def test_absent_container_and_denied_differ() -> None:
    assert judged().status is Status.FAIL
    assert judged(container=True).reason is Exempt.CONTAINER
    refused = {auditd.RULES_D: {"/etc/audit/rules.d/a.rules": ItemStatus.DENIED}}
    assert judged(audit(), refused).reason is Reason.PERMISSION
    assert judged(audit(status="?")).reason is Reason.UNPARSEABLE
