import pytest

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts.firewall import UFW_CONF
from audit4.facts.os import OS_RELEASE
from audit4.facts.packages import DPKG, RPM
from audit4.facts.services import UNIT_FILES, UNITS
from audit4.finding import Exempt, Status
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.firewalls import (
    FIREWALLD,
    NFTABLES,
    SAVED,
    SSH,
    SSH_FILE,
    UFW,
    installed,
)
from tests.checks.system_literals import host

CHECK = "layer1_onsite.firewall_service"
TOOLS = {
    "ufw": UFW,
    "firewalld": FIREWALLD,
    "nftables": NFTABLES,
    "iptables": SAVED,
}


@pytest.mark.parametrize("tool", TOOLS)
def test_the_tool_in_use_passes_and_the_others_do_not_apply(tool: str) -> None:
    for asked in TOOLS:
        verdict = judge(CHECK, host(TOOLS[tool]), tool=asked)

        wanted = Status.PASS if asked == tool else Status.NOT_APPLICABLE
        assert verdict.status is wanted


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize(
    "changed",
    [
        installed(),
        {UNIT_FILES: SSH_FILE},
        {UNITS: SSH, UNIT_FILES: SSH_FILE},
    ],
)
def test_each_thing_that_is_missing_fails(tool: str, changed: dict[Probe, Raw]) -> None:
    verdict = judge(CHECK, host({**TOOLS[tool], **changed}), tool=tool)

    assert verdict.status in {Status.FAIL, Status.NOT_APPLICABLE}
    assert (verdict.status is Status.FAIL) or tool == "nftables"


@pytest.mark.parametrize(
    "text", ["ENABLED=no\n", "#ENABLED=yes\n", "ENABLED=yes\nENABLED=no\n", ""]
)
def test_ufw_that_is_switched_off_in_its_file_fails(text: str) -> None:
    assert judge(CHECK, host({**UFW, UFW_CONF: text}), tool="ufw").status is Status.FAIL


@pytest.mark.parametrize("text", ["ENABLED=yes\n", 'ENABLED="yes"\n', " ENABLED=Yes\n"])
def test_ufw_takes_its_word_in_quotes_too(text: str) -> None:
    assert judge(CHECK, host({**UFW, UFW_CONF: text}), tool="ufw").status is Status.PASS


def test_where_nothing_is_in_use_the_familys_usual_one_fails() -> None:
    debian = host()
    rhel = host(
        {
            OS_RELEASE: "ID=rhel\nVERSION_ID=9.4\n",
            RPM: "bash\t(none):5\tx86_64\n",
            DPKG: ItemStatus.ABSENT,
        }
    )

    assert judge(CHECK, debian, tool="ufw").status is Status.FAIL
    assert judge(CHECK, debian, tool="firewalld").reason is Exempt.NOT_USED
    assert judge(CHECK, rhel, tool="firewalld").status is Status.FAIL
    assert judge(CHECK, rhel, tool="ufw").reason is Exempt.NOT_USED


@pytest.mark.parametrize(
    ("version", "names", "status"),
    [
        ("9.4", ("firewalld", "nftables"), Status.PASS),
        ("9.4", ("firewalld",), Status.FAIL),
        ("7.9", ("firewalld",), Status.NOT_APPLICABLE),
    ],
)
def test_firewalld_of_rhel_wants_nftables_below_it(
    version: str, names: tuple[str, ...], status: Status
) -> None:
    seen = host(
        {
            **FIREWALLD,
            OS_RELEASE: f"ID=rhel\nVERSION_ID={version}\n",
            RPM: "".join(f"{name}\t(none):1\tx86_64\n" for name in names),
        }
    )

    assert judge(CHECK, seen, tool="nftables").status is status


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({DPKG: ItemStatus.TIMEOUT}, Reason.TIMEOUT),
        ({UNITS: ItemStatus.ABSENT}, Reason.MISSING_TOOL),
        ({UNIT_FILES: "x\n"}, Reason.UNPARSEABLE),
    ],
)
def test_missing_evidence_is_unknown(changed: dict[Probe, Raw], reason: Reason) -> None:
    assert judge(CHECK, host({**UFW, **changed}), tool="ufw").reason is reason


def test_without_root_it_is_unknown() -> None:
    verdict = judge(CHECK, host(UFW, privileged=False), tool="ufw")

    assert verdict.reason is Reason.PERMISSION
