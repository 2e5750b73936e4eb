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


@pytest.mark.parametrize(
    ("group", "gshadow", "status"),
    [
        # SUSE has no gshadow: the field in the group file is all there is.
        ("root:x:0:\nsudo:***:27:binh\n", ABSENT, Status.FAIL),
        ("root:x:0:\nsudo:!:27:binh\n", ABSENT, Status.PASS),
        ("root:x:0:\nsudo:***:27:binh\n", "sudo:!::binh\n", Status.PASS),
        ("root:x:0:\nold:***:28:\n", "root:*::\n", Status.FAIL),
        ("root:x:0:\n", "sudo:!::\nsudo:***::\n", Status.PASS),
        ("root\n", ABSENT, Status.UNKNOWN),
    ],
)
def test_the_group_file_counts_where_gshadow_lacks_a_group(
    group: str, gshadow: str | ItemStatus, status: Status
) -> None:
    verdict = judge(CHECK, evidence(accounts_host(group=group, gshadow=gshadow)))

    assert verdict.status is status


def test_without_root_it_is_unknown() -> None:
    seen = evidence(accounts_host(), privileged=False)

    assert judge(CHECK, seen).reason is Reason.PERMISSION
