import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import auditd
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, audit, host


def judged(*raws: Seen, container: bool = False) -> Verdict:
    return judge("layer2_monitoring.audit_lost", host(*raws, container=container))


@pytest.mark.parametrize(("lost", "status"), [(0, Status.PASS), (7, Status.FAIL)])
def test_any_lost_record_fails(lost: int, status: Status) -> None:
    verdict = judged(audit(status=f"enabled 1\npid 1\nlost {lost}\n"))

    assert (verdict.status, verdict.actual) == (status, f"lost {lost}")


def test_absent_container_empty_and_denied_differ() -> None:
    assert judged().status is Status.FAIL
    assert judged(container=True).reason is Exempt.CONTAINER
    assert judged(audit(status="")).reason is Reason.UNPARSEABLE
    assert judged(audit(), {auditd.STATUS: ItemStatus.DENIED}).reason is (
        Reason.PERMISSION
    )
