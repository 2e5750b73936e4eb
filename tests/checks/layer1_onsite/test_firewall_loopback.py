import pytest

from audit4.evidence import Probe, Reason
from audit4.facts.firewall import IP6TABLES, IPTABLES, NFT
from audit4.facts.sysctl import RUNNING
from audit4.finding import Exempt, Status
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.firewalls import (
    ACCEPT,
    DROP,
    FORGED4,
    FORGED6,
    INPUT,
    LO_IN,
    NFTABLES,
    PORT22,
    SAVED,
    SAVED4,
    SAVED6,
    UFW,
    match,
    nft,
)
from tests.checks.system_literals import host

CHECK = "layer1_onsite.firewall_loopback"
NOT_LO = match({"meta": {"key": "iifname"}}, "lo", "!=")


@pytest.mark.parametrize(
    ("inbound", "status"),
    [
        (INPUT, Status.PASS),
        (INPUT[1:], Status.FAIL),
        ((INPUT[0], INPUT[3]), Status.FAIL),
        ((INPUT[0], INPUT[1], INPUT[3]), Status.FAIL),
        ((INPUT[3], *INPUT[:3]), Status.FAIL),
        (([NOT_LO, FORGED4, DROP], [NOT_LO, FORGED6, DROP], *INPUT), Status.PASS),
        (([LO_IN, ACCEPT],), Status.PASS),
        (([LO_IN, DROP], *INPUT), Status.FAIL),
        (([LO_IN, ACCEPT], [FORGED4, ACCEPT]), Status.FAIL),
    ],
)
def test_judges_a_ruleset_of_nftables(
    inbound: tuple[object, ...], status: Status
) -> None:
    seen = host({**NFTABLES, NFT: nft(inbound)})

    assert judge(CHECK, seen, tool="nftables", family="both").status is status


def test_a_forged_source_matters_where_a_port_is_open_to_it() -> None:
    verdict = judge(
        CHECK,
        host({**NFTABLES, NFT: nft(([LO_IN, ACCEPT], [PORT22, ACCEPT]))}),
        tool="nftables",
        family="both",
    )

    assert verdict.items == (
        "ipv4 127.0.0.1 not on lo tcp/22: accepted",
        "ipv6 ::1 not on lo tcp/22: accepted",
    )


@pytest.mark.parametrize(("probe", "family"), [(IPTABLES, "ipv4"), (IP6TABLES, "ipv6")])
@pytest.mark.parametrize(
    ("gone", "status"),
    [
        ("-A NOTHING", Status.PASS),
        ("-A INPUT -s", Status.FAIL),
        ("-A INPUT -i", Status.FAIL),
        ("-A OUTPUT -o", Status.FAIL),
    ],
)
def test_judges_a_ruleset_of_iptables(
    probe: Probe, family: str, gone: str, status: Status
) -> None:
    text = SAVED4 if family == "ipv4" else SAVED6
    kept = "".join(x for x in text.splitlines(keepends=True) if not x.startswith(gone))

    verdict = judge(CHECK, host({**SAVED, probe: kept}), tool="iptables", family=family)

    assert verdict.status is status


def test_another_tool_or_no_ipv6_is_not_applicable() -> None:
    other = judge(CHECK, host(UFW), tool="nftables", family="both")
    without = judge(
        CHECK,
        host({**SAVED, RUNNING: "kernel.ostype = Linux\n"}),
        tool="iptables",
        family="ipv6",
    )

    assert other.reason is Exempt.NOT_USED
    assert without.reason is Exempt.NOT_USED


@pytest.mark.parametrize("text", ["", "{", "[]"])
def test_a_broken_answer_is_unknown(text: str) -> None:
    changed: dict[Probe, Raw] = {**NFTABLES, NFT: text}

    verdict = judge(CHECK, host(changed), tool="nftables", family="both")

    assert verdict.reason is Reason.UNPARSEABLE


def test_without_root_it_is_unknown() -> None:
    seen = host(NFTABLES, privileged=False)

    verdict = judge(CHECK, seen, tool="nftables", family="both")

    assert verdict.reason is Reason.PERMISSION
