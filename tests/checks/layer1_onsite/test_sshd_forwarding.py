import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import os, packages
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import (
    ABSENT,
    Host,
    broken_sshd,
    no_sshd,
    os_host,
    sshd_host,
)

CHECK = "layer1_onsite.sshd_forwarding"
ALL = ("x11", "agent", "tcp", "local")
OPEN = {
    "x11forwarding": "yes",
    "allowagentforwarding": "yes",
    "allowtcpforwarding": "yes",
    "allowstreamlocalforwarding": "yes",
}
SHUT = dict.fromkeys(OPEN, "no")


def judged(host: Host, *kinds: str, version: str = "1:10.0p1-7") -> Verdict:
    installed = f"install ok installed\topenssh-server\t{version}\tamd64\n"
    seen = evidence(
        {
            **host,
            **os_host(),
            packages.DPKG: installed,
            packages.RPM: ABSENT,
            packages.APK: ABSENT,
        }
    )
    return judge(CHECK, seen, kinds=kinds or ALL)


def test_each_kind_off_by_itself_passes() -> None:
    verdict = judged(sshd_host(**SHUT), version="1:8.4p1-5")

    assert verdict.status is Status.PASS


@pytest.mark.parametrize("option", OPEN)
def test_one_kind_that_is_left_on_fails(option: str) -> None:
    verdict = judged(sshd_host(**{**SHUT, option: "yes"}))

    assert verdict.items == (f"*: {option} yes",)


def test_kinds_that_are_not_asked_for_do_not_matter() -> None:
    host = sshd_host(**{**SHUT, "allowstreamlocalforwarding": "yes"})

    assert judged(host, "tcp").status is Status.PASS


def test_the_one_switch_covers_all_since_openssh_10() -> None:
    host = sshd_host(**OPEN, disableforwarding="yes")

    assert judged(host).status is Status.PASS


def test_the_one_switch_of_an_older_sshd_is_doubted_for_x11() -> None:
    host = sshd_host(**OPEN, disableforwarding="yes")

    assert judged(host, "tcp", version="1:9.2p1-2").status is Status.PASS
    assert judged(host, "x11", version="1:9.2p1-2").reason is Reason.UNSUPPORTED
    assert judged(host, "x11", version="strange").reason is Reason.UNSUPPORTED


def test_a_block_that_opens_one_kind_fails() -> None:
    host = sshd_host({"user=a": {"allowtcpforwarding": "local"}}, **SHUT)

    assert judged(host).items == ("user=a: allowtcpforwarding local",)


def test_what_holds_for_everybody_is_said_once() -> None:
    blocks = {"user=root": {}, "user=a": {"allowtcpforwarding": "local"}}
    host = sshd_host(blocks, **{**SHUT, "allowtcpforwarding": "yes"})

    assert judged(host).items == (
        "*: allowtcpforwarding yes",
        "user=a: allowtcpforwarding local",
    )


def test_without_sshd_it_does_not_apply() -> None:
    assert judged(no_sshd()).reason is Exempt.NOT_INSTALLED


def test_an_unread_or_partial_answer_is_unknown() -> None:
    denied = judged(broken_sshd(ItemStatus.DENIED))
    sample = judged(sshd_host({"user=a": ItemStatus.TIMEOUT}, **SHUT))
    plain = judge(
        CHECK, evidence({**sshd_host(**SHUT), **os_host()}, privileged=False), kinds=ALL
    )

    assert denied.reason is Reason.PERMISSION
    assert sample.reason is Reason.TIMEOUT
    assert plain.reason is Reason.PERMISSION


def test_the_system_is_needed_to_read_its_packages() -> None:
    host = {**sshd_host(**SHUT), os.OS_RELEASE: ItemStatus.DENIED}

    assert judge(CHECK, evidence(host), kinds=ALL).reason is Reason.PERMISSION
