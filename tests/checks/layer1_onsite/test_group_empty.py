import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Exempt, Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import GROUP, PASSWD, Host, accounts_host

CHECK = "layer1_onsite.group_empty"
EMPTY = f"{GROUP}shadow:x:42:\n"


@pytest.mark.parametrize(
    ("host", "items"),
    [
        (accounts_host(group=EMPTY), ()),
        (accounts_host(group=f"{GROUP}shadow:x:42:lan,binh\n"), ("binh", "lan")),
        (
            accounts_host(passwd=PASSWD.replace("1001:1001", "1001:42"), group=EMPTY),
            ("lan",),
        ),
    ],
)
def test_names_members_and_those_of_the_primary_group(
    host: Host, items: tuple[str, ...]
) -> None:
    verdict = judge(CHECK, evidence(host), group="shadow")

    assert verdict.items == items
    assert verdict.status is (Status.FAIL if items else Status.PASS)


def test_no_such_group_does_not_apply() -> None:
    verdict = judge(CHECK, evidence(accounts_host()), group="shadow")

    assert verdict.reason is Exempt.NOT_USED


def test_a_malformed_or_unread_list_is_unknown() -> None:
    reasons = [
        judge(CHECK, evidence(accounts_host(group=g)), group="shadow").reason
        for g in ("shadow:x\n", ItemStatus.DENIED)
    ]

    assert reasons == [Reason.UNPARSEABLE, Reason.PERMISSION]
