import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.cron import AT_JOBS
from audit4.finding import Status
from audit4.testing import judge
from tests.checks.system_literals import host

CHECK = "layer3_assessment.at_jobs"

FILE = "0600 0 0 f 20 1700000000"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/var/spool/cron/atjobs/a00001019", Status.FAIL),
        ("/var/spool/at/a00001019", Status.FAIL),
        ("/var/spool/cron/atjobs/.SEQ", Status.PASS),
    ],
)
def test_a_waiting_job_is_told(path: str, status: Status) -> None:
    assert judge(CHECK, host({AT_JOBS: {path: FILE}})).status is status


def test_an_unread_queue_is_unknown() -> None:
    seen = host({AT_JOBS: {"/var/spool/at/a": ItemStatus.DENIED}})

    assert judge(CHECK, seen).reason is Reason.PERMISSION
