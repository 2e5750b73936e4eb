from audit4.evidence import ItemStatus, Reason
from audit4.finding import Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import PASSWD, accounts_host

CHECK = "layer1_onsite.single_uid0"


def test_root_alone_passes_without_root_rights() -> None:
    seen = evidence(accounts_host(), privileged=False)

    assert judge(CHECK, seen).status is Status.PASS


def test_a_second_name_for_uid_0_fails() -> None:
    host = accounts_host(passwd=f"{PASSWD}toor:x:0:0::/root:/bin/sh\n")

    assert judge(CHECK, evidence(host)).items == ("toor",)


def test_a_name_with_markup_is_carried_as_text() -> None:
    host = accounts_host(passwd=f"{PASSWD}<b>%s:x:0:0::/:/bin/sh\n")

    assert judge(CHECK, evidence(host)).items == ("<b>%s",)


def test_a_passwd_without_root_or_unread_is_unknown() -> None:
    rootless = PASSWD.split("\n", 1)[1]
    reasons = [
        judge(CHECK, evidence(accounts_host(passwd=passwd))).reason
        for passwd in (rootless, "root:x\n", ItemStatus.DENIED)
    ]

    assert reasons == [Reason.UNPARSEABLE, Reason.UNPARSEABLE, Reason.PERMISSION]
