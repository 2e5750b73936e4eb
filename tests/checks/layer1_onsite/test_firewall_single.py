import pytest

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts.firewall import IPTABLES, NFT, UFW_CONF
from audit4.facts.packages import DPKG
from audit4.finding import Status
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.firewalls import (
    FIREWALLD,
    NFTABLES,
    SAVED,
    UFW,
    installed,
    nft,
    started,
)
from tests.checks.system_literals import host

CHECK = "layer1_onsite.firewall_single"
BANS = nft(table="f2b-table")
DOCKER = (
    "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n:DOCKER-USER - [0:0]\n"
    "-A FORWARD -j DOCKER-USER\nCOMMIT\n"
)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (UFW, "ufw"),
        (FIREWALLD, "firewalld"),
        (NFTABLES, "nftables"),
        (SAVED, "iptables"),
        ({NFT: nft()}, "nftables"),
        ({IPTABLES: "*filter\n:INPUT DROP [0:0]\nCOMMIT\n"}, "iptables"),
    ],
)
def test_one_tool_passes(changed: dict[Probe, Raw], said: str) -> None:
    verdict = judge(CHECK, host(changed))

    assert (verdict.status, verdict.actual) == (Status.PASS, said)


@pytest.mark.parametrize(
    ("changed", "items"),
    [
        ({}, ()),
        ({IPTABLES: DOCKER}, ()),
        ({NFT: BANS}, ()),
        ({UFW_CONF: "ENABLED=yes\n"}, ()),
        ({**UFW, **started("ufw", "nftables")}, ("nftables", "ufw")),
        ({**NFTABLES, **started("nftables", "firewalld")}, ("firewalld", "nftables")),
        ({**SAVED, NFT: nft()}, ("iptables", "nftables")),
        (
            {**UFW, **installed("ufw", "iptables-persistent")},
            ("iptables-persistent", "ufw"),
        ),
    ],
)
def test_none_or_several_fail(
    changed: dict[Probe, Raw], items: tuple[str, ...]
) -> None:
    verdict = judge(CHECK, host(changed))

    assert (verdict.status, verdict.items) == (Status.FAIL, items)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({DPKG: ItemStatus.ABSENT}, Reason.MISSING_TOOL),
        ({UFW_CONF: ItemStatus.DENIED}, Reason.PERMISSION),
    ],
)
def test_missing_evidence_is_unknown(changed: dict[Probe, Raw], reason: Reason) -> None:
    assert judge(CHECK, host(changed)).reason is reason


def test_without_root_it_is_unknown() -> None:
    assert judge(CHECK, host(privileged=False)).reason is Reason.PERMISSION
