import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Status, Verdict
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import (
    SHADOW,
    SUDOERS,
    Host,
    accounts_host,
    no_sudo,
    sudo_host,
)

CHECK = "layer1_onsite.account_ageing"


def judged(host: Host, *, at_most: int = 90, admins_only: bool = False) -> Verdict:
    return judge(
        CHECK,
        evidence(host),
        field="maximum",
        at_least=1,
        at_most=at_most,
        admins_only=admins_only,
    )


def shadow(binh: str) -> Host:
    return accounts_host(shadow=SHADOW.replace("binh:$y$***:20760:1:60:7:30::", binh))


def test_accounts_in_bounds_pass_and_locked_ones_are_passed_over() -> None:
    verdict = judged(accounts_host() | sudo_host())

    assert (verdict.status, verdict.actual) == (Status.PASS, "binh, lan")


@pytest.mark.parametrize(
    ("binh", "item"),
    [
        ("binh:$y$***:20760:0:99999:7:::", "binh: maximum 99999"),
        ("binh:$y$***:20760:0::7:::", "binh: maximum -"),
        ("binh:$y$***:29999:1:60:7:30::", "binh: changed 9220 d > 0"),
    ],
)
def test_an_account_that_never_ages_fails(binh: str, item: str) -> None:
    assert judged(shadow(binh) | sudo_host()).items == (item,)


def test_administrators_are_known_by_what_sudo_grants() -> None:
    by_group = judged(accounts_host() | sudo_host(), at_most=60, admins_only=True)
    by_name = judged(
        accounts_host() | sudo_host("lan ALL=(ALL) ALL"), at_most=60, admins_only=True
    )
    one_command = judged(
        accounts_host() | sudo_host("lan ALL=/bin/ls"), at_most=60, admins_only=True
    )

    assert by_group.status is Status.PASS
    assert by_name.items == ("lan: maximum 90",)
    assert one_command.status is Status.PASS


def test_without_sudo_root_alone_is_an_administrator() -> None:
    verdict = judged(accounts_host() | no_sudo(), at_most=60, admins_only=True)

    assert verdict.status is Status.PASS


def test_garbage_unread_and_unprivileged_are_unknown() -> None:
    garbage = judged(shadow("binh:$y$***:soon:1:x:7:30::") | sudo_host())
    empty = judged(accounts_host(shadow="") | sudo_host())
    denied = judged(accounts_host(shadow=ItemStatus.DENIED) | sudo_host())
    no_main = judged(accounts_host() | sudo_host(main=SUDOERS) | no_sudo())

    assert garbage.reason is Reason.UNPARSEABLE
    assert empty.reason is Reason.UNPARSEABLE
    assert denied.reason is Reason.PERMISSION
    assert no_main.status is Status.PASS


def test_without_root_it_is_unknown() -> None:
    seen = evidence(accounts_host() | sudo_host(), privileged=False)

    assert judge(CHECK, seen, field="maximum").reason is Reason.PERMISSION


def test_sudoers_that_cannot_be_read_may_name_more_administrators() -> None:
    host = accounts_host() | sudo_host("%%%")

    assert judged(host, admins_only=True).reason is Reason.UNPARSEABLE
    assert judged(host).status is Status.PASS
