import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.firewalld import ZONE_FILES
from audit4.facts.sysctl import RUNNING
from audit4.finding import Exempt, Status
from audit4.testing import judge
from tests.checks.layer1_onsite.firewalls import FIREWALLD, UFW
from tests.checks.system_literals import host

CHECK = "layer1_onsite.firewalld_loopback"
TRUSTED = str(next(iter(FIREWALLD[ZONE_FILES].values())))  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("old", "new", "trusted", "restricted"),
    [
        ("", "", Status.PASS, Status.PASS),
        ('<interface name="lo"/>', "", Status.FAIL, Status.PASS),
        ("<drop/>", "<accept/>", Status.PASS, Status.FAIL),
        ('invert="True"', "", Status.PASS, Status.FAIL),
        ('<source address="::1"', '<source address="::2"', Status.PASS, Status.FAIL),
        ("<rule", "<!-- <rule", Status.PASS, Status.FAIL),
        ("127.0.0.1", "127.0.0.0/8", Status.PASS, Status.PASS),
    ],
)
def test_judges_the_trusted_zone(
    old: str, new: str, trusted: Status, restricted: Status
) -> None:
    text = TRUSTED.replace(old, new) if old else TRUSTED
    text += " -->" if "<!--" in text else ""
    zones = {"/etc/firewalld/zones/trusted.xml": text}
    seen = host({**FIREWALLD, ZONE_FILES: zones})

    assert judge(CHECK, seen, part="trusted").status is trusted
    assert judge(CHECK, seen, part="restricted").status is restricted


def test_the_zone_that_firewalld_brought_says_neither() -> None:
    seen = host({**FIREWALLD, ZONE_FILES: {}})

    assert judge(CHECK, seen, part="trusted").status is Status.FAIL
    assert judge(CHECK, seen, part="restricted").status is Status.FAIL


def test_a_kernel_without_ipv6_wants_ipv4_alone() -> None:
    zones = {"/etc/firewalld/zones/trusted.xml": TRUSTED.replace("::1", "::2")}
    seen = host({**FIREWALLD, ZONE_FILES: zones, RUNNING: "kernel.ostype = Linux\n"})

    assert judge(CHECK, seen, part="restricted").status is Status.PASS


def test_another_tool_is_not_applicable() -> None:
    assert judge(CHECK, host(UFW), part="trusted").reason is Exempt.NOT_USED


def test_a_folder_that_cannot_be_read_is_unknown() -> None:
    zones = {"/etc/firewalld/zones": ItemStatus.DENIED}

    verdict = judge(CHECK, host({**FIREWALLD, ZONE_FILES: zones}), part="trusted")

    assert verdict.reason is Reason.PERMISSION


def test_without_root_it_is_unknown() -> None:
    verdict = judge(CHECK, host(FIREWALLD, privileged=False), part="trusted")

    assert verdict.reason is Reason.PERMISSION
