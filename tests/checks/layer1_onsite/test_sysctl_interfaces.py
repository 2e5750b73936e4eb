import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.sysctl import RUNNING
from audit4.finding import Status
from audit4.testing import judge
from tests.checks import system_literals
from tests.checks.system_literals import host

CHECK = "layer1_onsite.sysctl_interfaces"


def running(every: str, own: str) -> str:
    prefix = "net.ipv4.conf"
    return (
        f"{system_literals.RUNNING}{prefix}.all.opt = {every}\n"
        f"{prefix}.default.opt = 7\n{prefix}.lo.opt = 7\n{prefix}.eth0.10.opt = {own}\n"
    )


@pytest.mark.parametrize(
    ("combine", "every", "own", "allowed", "status"),
    [
        ("any", "0", "0", "0", Status.PASS),
        ("any", "0", "1", "0", Status.FAIL),
        ("both", "0", "1", "0", Status.PASS),
        ("both", "1", "1", "0", Status.FAIL),
        ("max", "0", "1", "1", Status.PASS),
        ("max", "2", "1", "1", Status.FAIL),
        ("each", "0", "1", "0", Status.FAIL),
        ("each", "1", "0", "0", Status.PASS),
        ("any", "x", "0", "0", Status.UNKNOWN),
        ("any", "9" * 5000, "0", "0", Status.UNKNOWN),
    ],
)
def test_combines_as_the_kernel_does(
    combine: str, every: str, own: str, allowed: str, status: Status
) -> None:
    verdict = judge(
        CHECK,
        host({RUNNING: running(every, own)}),
        family="ipv4",
        option="opt",
        combine=combine,
        allowed=(allowed,),
    )

    assert verdict.status is status


def test_an_option_that_the_kernel_lacks_is_unknown() -> None:
    verdict = judge(
        CHECK, host(), family="ipv4", option="opt", combine="any", allowed=("0",)
    )

    assert verdict.reason is Reason.UNSUPPORTED


def test_without_ipv6_nothing_is_judged() -> None:
    seen = host({RUNNING: "kernel.ostype = Linux\n"})

    verdict = judge(
        CHECK, seen, family="ipv6", option="opt", combine="each", allowed=("0",)
    )

    assert verdict.status is Status.NOT_APPLICABLE


def test_a_missing_tool_is_unknown() -> None:
    verdict = judge(
        CHECK,
        host({RUNNING: ItemStatus.ABSENT}),
        family="ipv4",
        option="opt",
        combine="any",
        allowed=("0",),
    )

    assert verdict.reason is Reason.MISSING_TOOL
