import pytest

from audit4.evidence import Item, ItemStatus, Probe, Reason
from audit4.facts.firewall import IPTABLES, NFT, SYMBOLS, TABLE_NAMES
from audit4.facts.sysctl import RUNNING
from audit4.finding import Exempt, Status
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.firewalls import NFTABLES, UFW, captured, nft
from tests.checks.system_literals import host

CHECK = "layer1_onsite.firewall_default"
DROP = "*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp --dport 22 -j ACCEPT\nCOMMIT\n"


@pytest.mark.parametrize("family", ["ipv4", "ipv6"])
@pytest.mark.parametrize(
    ("changed", "status"),
    [
        (UFW, Status.PASS),
        ({NFT: captured("workstation.nft.json")}, Status.PASS),
        ({NFT: captured("firewalld.nft.json")}, Status.PASS),
        ({NFT: captured("none.nft.json")}, Status.FAIL),
    ],
)
def test_judges_captured_rulesets(
    changed: dict[Probe, Raw], status: Status, family: str
) -> None:
    assert judge(CHECK, host(changed), family=family).status is status


def test_an_accept_all_before_the_policy_fails() -> None:
    opened = DROP.replace("-p tcp --dport 22 ", "")

    verdict = judge(CHECK, host({IPTABLES: opened}), family="ipv4")

    assert verdict.status is Status.FAIL


def test_ipv4_alone_does_not_close_ipv6() -> None:
    seen = host({IPTABLES: DROP})

    assert judge(CHECK, seen, family="ipv4").status is Status.PASS
    assert judge(CHECK, seen, family="ipv6").status is Status.FAIL


def test_no_ipv6_in_the_kernel_is_not_applicable() -> None:
    seen = host({RUNNING: "kernel.ostype = Linux\n"})

    verdict = judge(CHECK, seen, family="ipv6")

    assert (verdict.status, verdict.reason) == (Status.NOT_APPLICABLE, Exempt.NOT_USED)


NO_NFT: dict[Probe, Raw] = {NFT: ItemStatus.ABSENT}


@pytest.mark.parametrize(
    "nft",
    [
        ItemStatus.ABSENT,
        Item(probe=NFT.id, name="", status=ItemStatus.FAILED, exit=127),
    ],
)
def test_a_kernel_that_can_filter_and_no_tool_to_look_is_unknown(
    nft: ItemStatus | Item,
) -> None:
    verdict = judge(CHECK, host({NFT: nft}), family="ipv4")

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.MISSING_TOOL)


def test_a_kernel_without_any_filter_fails() -> None:
    verdict = judge(CHECK, host({**NO_NFT, SYMBOLS: "vfs_read\n"}), family="ipv4")

    assert verdict.status is Status.FAIL


def test_unreadable_symbols_prove_nothing() -> None:
    verdict = judge(CHECK, host({**NO_NFT, SYMBOLS: ""}), family="ipv4")

    assert verdict.reason is Reason.MISSING_TOOL


def test_registered_tables_without_their_tool_are_unknown() -> None:
    seen = host({SYMBOLS: "vfs_read\nipt_do_table\n", TABLE_NAMES: "filter\n"})

    assert judge(CHECK, seen, family="ipv4").reason is Reason.MISSING_TOOL


def test_a_known_denial_outweighs_what_could_not_be_read() -> None:
    seen = host({**NO_NFT, IPTABLES: DROP})

    assert judge(CHECK, seen, family="ipv4").status is Status.PASS


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"nftables": [1, {"a": 2}]}', "x"])
def test_a_broken_answer_is_unknown(text: str) -> None:
    verdict = judge(CHECK, host({NFT: text}), family="ipv4")

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.UNPARSEABLE)


def test_without_root_it_is_unknown() -> None:
    verdict = judge(CHECK, host(privileged=False), family="ipv4")

    assert verdict.reason is Reason.PERMISSION


HARD: dict[Probe, Raw] = {NFT: nft()}
LOOSE: dict[Probe, Raw] = {NFT: nft((), (), hooks=("input", "forward"))}


@pytest.mark.parametrize(
    ("changed", "status"),
    [(HARD, Status.PASS), (LOOSE, Status.FAIL), ({}, Status.FAIL)],
)
def test_outbound_is_walked_like_inbound(
    changed: dict[Probe, Raw], status: Status
) -> None:
    verdict = judge(CHECK, host(changed), family="ipv4", hooks=("output",))

    assert verdict.status is status


@pytest.mark.parametrize(
    ("rule", "status"),
    [
        ("-o lo -j ACCEPT", Status.PASS),
        ("-o eth0 -j ACCEPT", Status.FAIL),
        ("! -o lo -j ACCEPT", Status.FAIL),
        ("-d 10.0.0.0/8 -j ACCEPT", Status.PASS),
        ("-s 10.0.0.5/32 -j ACCEPT", Status.FAIL),
        ("-p tcp --dport 443 -j ACCEPT", Status.PASS),
        ("-p tcp -j ACCEPT", Status.FAIL),
        ("-m owner --uid-owner 0 -j ACCEPT", Status.PASS),
    ],
)
def test_an_outbound_accept_is_limited_or_it_is_not(rule: str, status: Status) -> None:
    text = f"*filter\n:OUTPUT DROP [0:0]\n-A OUTPUT {rule}\nCOMMIT\n"

    verdict = judge(CHECK, host({IPTABLES: text}), family="ipv4", hooks=("output",))

    assert verdict.status is status


def test_all_ways_of_both_families_are_named() -> None:
    verdict = judge(
        CHECK,
        host({**NFTABLES, **LOOSE}),
        family="both",
        hooks=("input", "forward", "output"),
        tool="nftables",
    )

    assert verdict.items == ("ipv4 output", "ipv6 output")


def test_a_rule_of_a_tool_that_is_not_used_is_not_applicable() -> None:
    verdict = judge(CHECK, host(UFW), family="ipv4", tool="iptables")

    assert (verdict.status, verdict.reason) == (Status.NOT_APPLICABLE, Exempt.NOT_USED)
