import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import sshd
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import (
    Host,
    broken_sshd,
    captured,
    no_sshd,
    sshd_host,
)

CHECK = "layer1_onsite.sshd_post_quantum"
SOME = ("mlkem768x25519-*", "sntrup761x25519-*")


def judged(host: Host) -> Verdict:
    return judge(CHECK, evidence(host), some=SOME)


def own_answer(system: str) -> Host:
    return {**sshd_host(), sshd.EFFECTIVE: captured(system, sshd.EFFECTIVE)}


@pytest.mark.parametrize("system", ["debian12", "debian13"])
def test_a_current_sshd_offers_one_by_itself(system: str) -> None:
    assert judged(own_answer(system)).status is Status.PASS


def test_an_older_one_is_not_asked() -> None:
    assert judged(own_answer("debian11")).reason is Exempt.NOT_USED


def test_a_list_without_one_fails() -> None:
    verdict = judged(sshd_host(kexalgorithms="curve25519-sha256"))

    assert verdict.status is Status.FAIL


def test_a_block_without_one_fails() -> None:
    host = sshd_host({"user=a": {"kexalgorithms": "curve25519-sha256"}})

    assert judged(host).items == ("user=a: kexalgorithms curve25519-sha256",)


def test_without_sshd_it_does_not_apply() -> None:
    assert judged(no_sshd()).reason is Exempt.NOT_INSTALLED


def test_an_unread_answer_is_unknown() -> None:
    assert judged(broken_sshd(ItemStatus.DENIED)).reason is Reason.PERMISSION
    assert judged(broken_sshd("Port 22\n")).reason is Reason.UNPARSEABLE
