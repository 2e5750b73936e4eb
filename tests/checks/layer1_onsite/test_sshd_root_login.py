import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Exempt, Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import broken_sshd, no_sshd, sshd_host

CHECK = "layer1_onsite.sshd_root_login"


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"permitrootlogin": "no"}, Status.PASS),
        ({"permitrootlogin": "yes"}, Status.FAIL),
        ({"permitrootlogin": "without-password"}, Status.FAIL),
        ({"permitrootlogin": "forced-commands-only"}, Status.FAIL),
        ({"permitrootlogin": "yes", "denyusers": "root"}, Status.PASS),
        ({"permitrootlogin": "yes", "denyusers": "root@10.0.0.1"}, Status.FAIL),
        ({"permitrootlogin": "yes", "denygroups": "root"}, Status.PASS),
        ({"permitrootlogin": "yes", "allowusers": "binh lan"}, Status.PASS),
        ({"permitrootlogin": "yes", "allowusers": "r*@10.0.0.1"}, Status.FAIL),
        ({"permitrootlogin": "yes", "allowgroups": "sudo"}, Status.PASS),
        ({"permitrootlogin": "yes", "allowgroups": "sudo root"}, Status.FAIL),
    ],
)
def test_judges_whether_root_gets_in(options: dict[str, str], status: Status) -> None:
    verdict = judge(CHECK, evidence(sshd_host(**options)))

    assert verdict.status is status


def test_the_policy_may_allow_keys_alone() -> None:
    seen = evidence(sshd_host(permitrootlogin="without-password"))

    verdict = judge(CHECK, seen, allowed=("no", "prohibit-password"))

    assert verdict.status is Status.PASS


def test_a_match_block_for_root_fails() -> None:
    sample = {"user=root,addr=10.0.0.1": {"permitrootlogin": "yes"}}

    verdict = judge(CHECK, evidence(sshd_host(sample, permitrootlogin="no")))

    assert verdict.items == ("user=root,addr=10.0.0.1: permitrootlogin yes",)


def test_what_holds_for_root_counts_and_not_what_holds_for_others() -> None:
    samples = {
        "user=root,addr=10.0.0.1": {"permitrootlogin": "no"},
        "user=deploy,addr=10.0.0.1": {"permitrootlogin": "yes"},
    }

    verdict = judge(CHECK, evidence(sshd_host(samples, permitrootlogin="yes")))

    assert verdict.status is Status.PASS


def test_the_same_value_is_named_once() -> None:
    samples: dict[str, dict[str, str]] = {
        f"user=root,addr=10.0.0.{n}": {} for n in range(3)
    }

    verdict = judge(CHECK, evidence(sshd_host(samples, permitrootlogin="yes")))

    assert verdict.items == ("user=root,addr=10.0.0.0: permitrootlogin yes",)


def test_without_sshd_it_does_not_apply() -> None:
    assert judge(CHECK, evidence(no_sshd())).reason is Exempt.NOT_INSTALLED


def test_garbage_denied_and_unprivileged_are_unknown() -> None:
    garbage = judge(CHECK, evidence(broken_sshd("\x00\xff permitrootlogin no\n")))
    denied = judge(CHECK, evidence(broken_sshd(ItemStatus.DENIED)))
    plain = judge(CHECK, evidence(sshd_host(), privileged=False))

    assert garbage.reason is Reason.UNPARSEABLE
    assert denied.reason is Reason.PERMISSION
    assert plain.reason is Reason.PERMISSION
