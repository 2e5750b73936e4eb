import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import GROUP, PASSWD, accounts_host

CHECK = "layer1_onsite.root_group"


@pytest.mark.parametrize("of", ["accounts", "groups"])
def test_root_alone_passes(of: str) -> None:
    assert judge(CHECK, evidence(accounts_host()), of=of).status is Status.PASS


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("phu:x:1005:0::/home/phu:/bin/bash\n", ("phu",)),
        ("operator:x:11:0::/root:/sbin/nologin\n", ()),
        ("operator:x:11:0::/root:/bin/bash\n", ("operator",)),
        ("sync:x:5:0::/sbin:/bin/sync\n", ()),
    ],
)
def test_an_account_with_roots_group_fails_unless_it_lets_nobody_in(
    line: str, items: tuple[str, ...]
) -> None:
    host = accounts_host(passwd=PASSWD + line)

    assert judge(CHECK, evidence(host), of="accounts").items == items


def test_root_in_another_group_fails() -> None:
    host = accounts_host(passwd=PASSWD.replace("root:x:0:0:", "root:x:0:27:"))

    assert judge(CHECK, evidence(host), of="accounts").items == ("root: gid 27",)


@pytest.mark.parametrize(
    ("group", "items"),
    [
        (f"{GROUP}wheel:x:0:\n", ("wheel",)),
        (GROUP.replace("root:x:0:", "root:x:7:"), ("root: gid ≠ 0",)),
    ],
)
def test_another_group_with_gid_0_fails(group: str, items: tuple[str, ...]) -> None:
    host = accounts_host(group=group)

    assert judge(CHECK, evidence(host), of="groups").items == items


def test_no_root_and_unread_files_are_unknown() -> None:
    hosts = (
        accounts_host(passwd="a:x:1:1::/:/bin/sh\n"),
        accounts_host(passwd=ItemStatus.DENIED),
    )

    reasons = [judge(CHECK, evidence(h), of="accounts").reason for h in hosts]

    assert reasons == [Reason.UNPARSEABLE, Reason.PERMISSION]
