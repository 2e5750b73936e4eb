import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import GROUP, PASSWD, accounts_host

CHECK = "layer1_onsite.duplicate_ids"
TWICE = accounts_host(
    passwd=f"{PASSWD}nam:x:1001:27::/home/nam:/bin/bash\nbinh:x:1009:27::/:/bin/sh\n",
    group=f"{GROUP}admins:x:27:\nlan:x:1009:\n",
)


@pytest.mark.parametrize(
    ("kind", "item"),
    [
        ("uid", "uid 1001: lan, nam"),
        ("user", "user binh: 1000, 1009"),
        ("gid", "gid 27: sudo, admins"),
        ("group", "group lan: 1001, 1009"),
    ],
)
def test_names_what_stands_twice(kind: str, item: str) -> None:
    assert judge(CHECK, evidence(TWICE), kind=kind).items == (item,)


@pytest.mark.parametrize("kind", ["uid", "user", "gid", "group"])
def test_unique_ones_pass(kind: str) -> None:
    assert judge(CHECK, evidence(accounts_host()), kind=kind).status is Status.PASS


def test_a_second_uid_0_counts_like_any_other() -> None:
    host = accounts_host(passwd=f"{PASSWD}toor:x:0:0::/root:/bin/sh\n")

    assert judge(CHECK, evidence(host), kind="uid").items == ("uid 0: root, toor",)


def test_malformed_and_unread_files_are_unknown() -> None:
    reasons = [
        judge(CHECK, evidence(accounts_host(group=group)), kind="gid").reason
        for group in ("sudo:x\n", "sudo:x:many:\n", "", ItemStatus.DENIED)
    ]

    assert reasons == [Reason.UNPARSEABLE] * 3 + [Reason.PERMISSION]
