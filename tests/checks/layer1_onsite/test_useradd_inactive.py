import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import ABSENT, defs_host

CHECK = "layer1_onsite.useradd_inactive"


@pytest.mark.parametrize(
    ("useradd", "status"),
    [
        ("INACTIVE=30\n", Status.PASS),
        ("INACTIVE=0\n", Status.PASS),
        ("INACTIVE=-1\n", Status.FAIL),
        ("INACTIVE=90\n", Status.FAIL),
        ("# INACTIVE=30\n", Status.FAIL),
        (ABSENT, Status.FAIL),
        ("INACTIVE=$(reboot)\n", Status.UNKNOWN),
    ],
)
def test_judges_the_default(useradd: str | ItemStatus, status: Status) -> None:
    seen = evidence(defs_host(useradd=useradd))

    assert judge(CHECK, seen, at_most=45).status is status


def test_an_unread_file_is_unknown() -> None:
    seen = evidence(defs_host(useradd=ItemStatus.DENIED))

    assert judge(CHECK, seen, at_most=45).reason is Reason.PERMISSION
