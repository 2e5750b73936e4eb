import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import ABSENT, accounts_host

CHECK = "layer1_onsite.group_password"


@pytest.mark.parametrize(
    ("gshadow", "status"),
    [
        ("root:*::\nsudo:!::binh\nplain:::\n", Status.PASS),
        ("sudo:$6$***::binh\n", Status.FAIL),
        ("sudo:***::binh\n", Status.FAIL),
        ("sudo:!$6$***::binh\n", Status.PASS),
        (ABSENT, Status.PASS),
        ("sudo\n", Status.UNKNOWN),
        (ItemStatus.DENIED, Status.UNKNOWN),
    ],
)
def test_a_password_that_opens_a_group_fails(
    gshadow: str | ItemStatus, status: Status
) -> None:
    verdict = judge(CHECK, evidence(accounts_host(gshadow=gshadow)))

    assert verdict.status is status


def test_without_root_it_is_unknown() -> None:
    seen = evidence(accounts_host(), privileged=False)

    assert judge(CHECK, seen).reason is Reason.PERMISSION
