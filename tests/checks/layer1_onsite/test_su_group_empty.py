import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import accounts, pam
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import (
    GROUP,
    Host,
    accounts_host,
    no_pam,
    pam_host,
)

CHECK = "layer1_onsite.su_group_empty"
ROOTOK = "auth sufficient pam_rootok.so\n"
REST = "@include common-auth\n"


def host(line: str, group: str = GROUP) -> Host:
    return {**accounts_host(group=group), **pam_host(su=f"{ROOTOK}{line}\n{REST}")}


def judged(line: str, group: str = GROUP) -> Verdict:
    return judge(CHECK, evidence(host(line, group)))


@pytest.mark.parametrize(
    ("line", "group", "status"),
    [
        ("auth required pam_wheel.so use_uid group=sg", "sg:x:50:\n", Status.PASS),
        ("auth required pam_wheel.so use_uid group=sg", "sg:x:50:lan\n", Status.FAIL),
        # lan's primary group
        ("auth required pam_wheel.so group=sg", "sg:x:1001:\n", Status.FAIL),
        ("auth required pam_wheel.so", "wheel:x:10:root\n", Status.PASS),
        ("auth required pam_wheel.so", "wheel:x:10:root,lan\n", Status.FAIL),
        # without wheel it is the group with number 0, in which root stands
        ("auth required pam_wheel.so", "", Status.PASS),
        ("auth required pam_wheel.so group=sg", "", Status.PASS),
        ("auth optional pam_wheel.so group=sg", "sg:x:50:\n", Status.FAIL),
        ("# auth required pam_wheel.so group=sg", "sg:x:50:\n", Status.FAIL),
        ("auth required pam_wheel.so deny group=sg", "sg:x:50:\n", Status.FAIL),
    ],
)
def test_judges_who_may_still_use_su(line: str, group: str, status: Status) -> None:
    assert judged(line, GROUP + group).status is status


def test_each_member_is_an_item() -> None:
    verdict = judged(
        "auth required pam_wheel.so group=sg", f"{GROUP}sg:x:50:lan,binh\n"
    )

    assert verdict.items == ("sg: binh", "sg: lan")


def test_without_su_it_does_not_apply() -> None:
    verdict = judge(CHECK, evidence({**accounts_host(), **no_pam()}))

    assert verdict.reason is Exempt.NOT_INSTALLED


def test_unread_files_are_unknown() -> None:
    line = "auth required pam_wheel.so"
    groups = {**host(line), accounts.GROUP: ItemStatus.DENIED}
    stacks = {**host(line), pam.SERVICES: {"/etc/pam.d/su": ItemStatus.TRUNCATED}}
    odd = {**host(line), accounts.GROUP: "sg:x\n"}

    reasons = [judge(CHECK, evidence(h)).reason for h in (groups, stacks, odd)]

    assert reasons == [Reason.PERMISSION, Reason.TRUNCATED, Reason.UNPARSEABLE]
