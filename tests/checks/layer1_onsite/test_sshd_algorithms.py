import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Exempt, Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import no_sshd, sshd_host

CHECK = "layer1_onsite.sshd_algorithms"
WEAK = ("*-cbc", "arcfour*", "3des-*")


@pytest.mark.parametrize(
    ("ciphers", "items"),
    [
        ("aes256-gcm@openssh.com,aes256-ctr", ()),
        ("aes256-ctr,aes128-cbc,3des-cbc", ("aes128-cbc", "3des-cbc")),
        ("arcfour256", ("arcfour256",)),
    ],
)
def test_names_each_weak_algorithm(ciphers: str, items: tuple[str, ...]) -> None:
    verdict = judge(
        CHECK, evidence(sshd_host(ciphers=ciphers)), option="ciphers", weak=WEAK
    )

    assert verdict.items == items
    assert verdict.status is (Status.FAIL if items else Status.PASS)


def test_the_older_name_of_a_list_is_understood() -> None:
    seen = evidence(sshd_host(pubkeyacceptedkeytypes="ssh-rsa,ssh-ed25519"))

    verdict = judge(
        CHECK, seen, option="pubkeyacceptedalgorithms", weak=("ssh-rsa", "ssh-dss")
    )

    assert verdict.items == ("ssh-rsa",)


def test_an_empty_list_is_unknown() -> None:
    verdict = judge(CHECK, evidence(sshd_host(ciphers="")), option="ciphers", weak=WEAK)

    assert verdict.reason is Reason.UNPARSEABLE


def test_without_sshd_it_does_not_apply() -> None:
    verdict = judge(CHECK, evidence(no_sshd()), option="ciphers", weak=WEAK)

    assert verdict.reason is Exempt.NOT_INSTALLED


def test_an_unread_sample_or_missing_root_is_unknown() -> None:
    denied = evidence(sshd_host({"user=a": ItemStatus.DENIED}, ciphers="aes256-ctr"))
    plain = evidence(sshd_host(), privileged=False)

    verdicts = [judge(CHECK, e, option="ciphers", weak=WEAK) for e in (denied, plain)]

    assert [v.reason for v in verdicts] == [Reason.PERMISSION] * 2
