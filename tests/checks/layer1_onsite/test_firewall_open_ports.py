import pytest

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts.firewall import IPTABLES, NFT
from audit4.facts.listeners import SS
from audit4.facts.sysctl import RUNNING
from audit4.finding import Exempt, Status
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.firewalls import NFTABLES, SAVED, SAVED4
from tests.checks.system_literals import host, listening

CHECK = "layer1_onsite.firewall_open_ports"


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ("tcp 0.0.0.0:22 sshd", Status.PASS),
        ("tcp 127.0.0.1:3306 mysqld", Status.PASS),
        ("udp 0.0.0.0:68 dhclient", Status.PASS),
        ("tcp [::]:80 nginx", Status.FAIL),
        ("udp 0.0.0.0:22 x", Status.FAIL),
        ("tcp 10.0.0.5:8080 java", Status.FAIL),
    ],
)
def test_each_port_that_others_reach_wants_a_rule(row: str, status: Status) -> None:
    seen = host({**NFTABLES, SS: listening(row)})

    assert judge(CHECK, seen, tool="nftables", family="both").status is status


@pytest.mark.parametrize(
    ("rule", "status"),
    [
        ("-A INPUT -p tcp --dport 80 -j DROP", Status.PASS),
        ("-A INPUT -p tcp -m multiport --dports 80,443 -j ACCEPT", Status.PASS),
        ("-A INPUT -p tcp --dport 70:90 -j ACCEPT", Status.PASS),
        ("-A INPUT -s 10.0.0.0/8 -p tcp --dport 80 -j ACCEPT", Status.PASS),
        ("-A INPUT -p udp --dport 80 -j ACCEPT", Status.FAIL),
        ("-A INPUT -p tcp ! --dport 80 -j ACCEPT", Status.FAIL),
        ("-A INPUT -p tcp -j ACCEPT", Status.FAIL),
    ],
)
def test_the_rule_may_admit_or_close_it(rule: str, status: Status) -> None:
    text = SAVED4.replace("COMMIT", f"{rule}\nCOMMIT")
    seen = host({**SAVED, IPTABLES: text, SS: listening("tcp 0.0.0.0:80 nginx")})

    assert judge(CHECK, seen, tool="iptables", family="ipv4").status is status


def test_a_socket_of_one_family_says_nothing_of_the_other() -> None:
    seen = host({**SAVED, SS: listening("tcp 0.0.0.0:80 nginx")})

    assert judge(CHECK, seen, tool="iptables", family="ipv6").status is Status.PASS
    assert judge(CHECK, seen, tool="iptables", family="ipv4").status is Status.FAIL


def test_another_tool_or_no_ipv6_is_not_applicable() -> None:
    without = host({**SAVED, RUNNING: "kernel.ostype = Linux\n"})

    assert judge(CHECK, host(), tool="ufw", family="both").reason is Exempt.NOT_USED
    assert judge(CHECK, without, tool="iptables", family="ipv6").reason is (
        Exempt.NOT_USED
    )


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.ABSENT, Reason.MISSING_TOOL),
        ("", Reason.UNPARSEABLE),
        (ItemStatus.DENIED, Reason.PERMISSION),
    ],
)
def test_missing_evidence_is_unknown(raw: Raw, reason: Reason) -> None:
    changed: dict[Probe, Raw] = {**NFTABLES, SS: raw}

    verdict = judge(CHECK, host(changed), tool="nftables", family="both")

    assert verdict.reason is reason


def test_rules_that_could_not_be_read_may_name_the_port() -> None:
    changed: dict[Probe, Raw] = {**NFTABLES, NFT: "{", SS: listening("tcp *:80 nginx")}

    verdict = judge(CHECK, host(changed), tool="nftables", family="both")

    assert verdict.reason is Reason.UNPARSEABLE
