import json

import pytest

from audit4.evidence import Reason, Undetermined
from audit4.facts.iptables import read_iptables
from audit4.facts.nftables import read_nft
from audit4.facts.packet_filter import Packet

UNLISTED = Packet(family="ipv4", protocol="tcp")


def nft(*rules: list[object], policy: str = "drop", sets: list[object] = ()) -> str:  # type: ignore[assignment]
    where = {"family": "inet", "table": "f", "chain": "in"}
    chain = {
        "family": "inet",
        "table": "f",
        "name": "in",
        "type": "filter",
        "hook": "input",
        "policy": policy,
    }
    return json.dumps(
        {
            "nftables": [
                {"chain": chain},
                *({"set": s} for s in sets),
                *({"rule": {**where, "expr": expr}} for expr in rules),
            ]
        }
    )


def denies(text: str, packet: Packet = UNLISTED) -> bool:
    tables, _ = read_nft(text)
    return any(table.denies(packet) for table in tables)


def match(left: object, right: object, op: str = "==") -> dict[str, object]:
    return {"match": {"op": op, "left": left, "right": right}}


ACCEPT = {"accept": None}
DROP = {"drop": None}
IIF = {"meta": {"key": "iifname"}}
DPORT = {"payload": {"protocol": "tcp", "field": "dport"}}
STATE = {"ct": {"key": "state"}}


@pytest.mark.parametrize(
    ("rule", "denied"),
    [
        ([ACCEPT], False),
        ([{"counter": None}, ACCEPT], False),
        ([match(IIF, "lo"), ACCEPT], True),
        ([match(IIF, "lo", "!="), ACCEPT], False),
        ([match(IIF, "eth0"), ACCEPT], False),
        ([match(IIF, "docker0"), ACCEPT], True),
        ([match(STATE, ["established", "related"]), ACCEPT], True),
        ([match(STATE, {"set": ["new", "established"]}), ACCEPT], False),
        ([match(DPORT, 22), ACCEPT], True),
        ([match(DPORT, {"range": [1, 65535]}), ACCEPT], False),
        ([match({"meta": {"key": "l4proto"}}, "tcp"), ACCEPT], False),
        ([match({"meta": {"key": "l4proto"}}, "icmp"), ACCEPT], True),
        ([{"limit": {"rate": 5}}, ACCEPT], False),
        ([{"fancy": {}}, ACCEPT], True),
        ([{"jump": {"target": "nowhere"}}], True),
        ([{"vmap": {"key": STATE, "data": {"set": [["new", ACCEPT]]}}}], False),
        ([{"vmap": {"key": STATE, "data": {"set": [["related", ACCEPT]]}}}], True),
    ],
)
def test_an_accept_that_may_hold_opens_a_drop_policy(
    rule: list[object],
    denied: bool,  # noqa: FBT001
) -> None:
    assert denies(nft(rule)) is denied


@pytest.mark.parametrize(
    ("rule", "denied"),
    [
        ([DROP], True),
        ([{"reject": {}}], True),
        ([match(IIF, "lo", "!="), DROP], True),
        ([match(IIF, "eth0"), DROP], False),
        ([match(STATE, "invalid"), DROP], False),
        ([{"limit": {"rate": 5}}, DROP], False),
    ],
)
def test_only_a_drop_that_surely_holds_closes_an_accept_policy(
    rule: list[object],
    denied: bool,  # noqa: FBT001
) -> None:
    assert denies(nft(rule, policy="accept")) is denied


def test_a_named_set_of_ports_is_looked_up() -> None:
    ports = {"family": "inet", "table": "f", "name": "web", "elem": [80, 443]}
    text = nft([match(DPORT, "@web"), ACCEPT], sets=[ports])

    web = Packet(family="ipv4", protocol="tcp", port=443)
    database = Packet(family="ipv4", protocol="tcp", port=3306)

    assert not denies(text, web)
    assert denies(text, database)


def test_chains_that_jump_in_a_circle_end() -> None:
    text = (
        "*filter\n:INPUT DROP [0:0]\n:a - [0:0]\n:b - [0:0]\n"
        "-A INPUT -j a\n-A a -j b\n-A b -j a\nCOMMIT\n"
    )

    (table,) = read_iptables(text, "ipv4")

    assert table.denies(UNLISTED)


@pytest.mark.parametrize(
    ("rules", "denied"),
    [
        ("-A INPUT -i lo -j ACCEPT\n", True),
        ("-A INPUT ! -i lo -j ACCEPT\n", False),
        ("-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n", True),
        ("-A INPUT -m state --state NEW -j ACCEPT\n", False),
        ("-A INPUT -s 10.0.0.0/8 -j ACCEPT\n", True),
        ("-A INPUT ! -s 10.0.0.0/8 -j ACCEPT\n", False),
        ('-A INPUT -p tcp -m comment --comment "-j DROP" -j ACCEPT\n', False),
        ("-A INPUT -p icmp -j ACCEPT\n", True),
        ("-A INPUT -p tcp --tcp-flags FIN,SYN,RST,ACK SYN -j ACCEPT\n", False),
        ("-A INPUT -m set --match-set ok src -j ACCEPT\n", True),
        ('-A INPUT -j LOG --log-prefix "-x "\n', True),
    ],
)
def test_reads_iptables_options(rules: str, denied: bool) -> None:  # noqa: FBT001
    (table,) = read_iptables(f"*filter\n:INPUT DROP [0:0]\n{rules}COMMIT\n", "ipv4")

    assert table.denies(UNLISTED) is denied


def test_the_nat_table_filters_nothing() -> None:
    text = "*nat\n:INPUT DROP [0:0]\nCOMMIT\n"

    assert read_iptables(text, "ipv4") == ()


@pytest.mark.parametrize(
    "text",
    [
        "*filter\n:INPUT DROP [0:0]\n",
        "*filter\n:INPUT\nCOMMIT\n",
        "*filter\n-A INPUT -j DROP\nCOMMIT\n",
        '*filter\n:INPUT DROP [0:0]\n-A INPUT "\nCOMMIT\n',
        "Permission denied\n",
    ],
)
def test_a_broken_dump_is_undetermined(text: str) -> None:
    with pytest.raises(Undetermined) as why:
        read_iptables(text, "ipv4")

    assert why.value.reason is Reason.UNPARSEABLE


def test_nothing_loaded_is_an_empty_answer() -> None:
    assert read_iptables("", "ipv4") == ()
