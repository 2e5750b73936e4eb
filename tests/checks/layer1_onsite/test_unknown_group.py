from audit4.evidence import ItemStatus, Reason
from audit4.finding import Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import PASSWD, accounts_host

CHECK = "layer1_onsite.unknown_group"


def test_known_groups_pass() -> None:
    assert judge(CHECK, evidence(accounts_host())).status is Status.PASS


def test_a_number_without_a_group_fails() -> None:
    host = accounts_host(passwd=PASSWD.replace("lan:x:1001:1001", "lan:x:1001:4242"))

    assert judge(CHECK, evidence(host)).items == ("lan: gid 4242",)


def test_malformed_and_unread_files_are_unknown() -> None:
    reasons = [
        judge(CHECK, evidence(accounts_host(group=group))).reason
        for group in ("x\n", ItemStatus.ABSENT, ItemStatus.DENIED)
    ]

    assert reasons == [Reason.UNPARSEABLE, Reason.UNPARSEABLE, Reason.PERMISSION]
