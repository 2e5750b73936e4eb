import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Exempt, Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import broken_sshd, no_sshd, sshd_host

CHECK = "layer1_onsite.sshd_access_list"


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({}, Status.FAIL),
        ({"allowusers": "binh"}, Status.PASS),
        ({"allowgroups": "sudo"}, Status.PASS),
        ({"allowusers": "*"}, Status.FAIL),
        ({"allowusers": "*", "allowgroups": "ssh"}, Status.PASS),
        ({"allowgroups": "*"}, Status.FAIL),
        ({"denyusers": "lan"}, Status.FAIL),
    ],
)
def test_a_list_must_limit(options: dict[str, str], status: Status) -> None:
    verdict = judge(CHECK, evidence(sshd_host(**options)))

    assert verdict.status is status


def test_a_match_block_that_lifts_the_limit_fails() -> None:
    seen = evidence(sshd_host({"user=a": {"allowusers": "*"}}, allowusers="binh"))

    assert judge(CHECK, seen).items == ("user=a: allowusers *, allowgroups -",)


def test_without_sshd_it_does_not_apply() -> None:
    assert judge(CHECK, evidence(no_sshd())).reason is Exempt.NOT_INSTALLED


def test_empty_denied_and_unprivileged_are_unknown() -> None:
    reasons = [
        judge(CHECK, evidence(broken_sshd(""))).reason,
        judge(CHECK, evidence(broken_sshd(ItemStatus.DENIED))).reason,
        judge(CHECK, evidence(sshd_host(), privileged=False)).reason,
    ]

    assert reasons == [Reason.UNPARSEABLE, Reason.PERMISSION, Reason.PERMISSION]
