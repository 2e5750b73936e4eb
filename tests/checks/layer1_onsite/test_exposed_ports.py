import pytest

from audit4.evidence import Evidence, ItemStatus, Probe, Reason
from audit4.facts.firewall import IP6TABLES, IPTABLES, NFT
from audit4.facts.listeners import SS
from audit4.finding import Status, Verdict
from audit4.testing import Raw, judge, load_check
from tests.checks.system_literals import host, listening

CHECK = "layer1_onsite.exposed_ports"
OPEN = listening("tcp 0.0.0.0:3306 mysqld")
DENY = "*filter\n:INPUT DROP [0:0]\n{}COMMIT\n"


def judged(seen: Evidence) -> Verdict:
    Row = load_check(CHECK).parameters["ports"].annotation.__args__[0]  # noqa: N806 - a class
    rows = (
        Row(name="mysql", kind="database", port=3306, processes=("mysqld",)),
        Row(name="redis", kind="cache", port=6379),
    )
    return judge(CHECK, seen, kinds=("database",), ports=rows)


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ("tcp 0.0.0.0:3306 mysqld", Status.FAIL),
        ("tcp [::]:3307 mysqld", Status.FAIL),
        ("tcp 10.1.1.1:3306 -", Status.FAIL),
        ("tcp 127.0.0.1:3306 mysqld", Status.PASS),
        ("tcp 0.0.0.0:6379 redis-server", Status.PASS),
        ("udp 0.0.0.0:3306 other", Status.PASS),
    ],
)
def test_judges_the_listeners_of_the_kind(row: str, status: Status) -> None:
    assert judged(host({SS: listening(row)})).status is status


@pytest.mark.parametrize(
    ("rule", "status"),
    [
        ("", Status.PASS),
        ("-A INPUT -s 10.0.0.0/8 -p tcp --dport 3306 -j ACCEPT\n", Status.PASS),
        ("-A INPUT -p tcp -m tcp --dport 3306 -j ACCEPT\n", Status.FAIL),
        ("-A INPUT -p tcp -m multiport --dports 80,3300:3310 -j ACCEPT\n", Status.FAIL),
    ],
)
def test_the_firewall_may_limit_who_gets_through(rule: str, status: Status) -> None:
    assert judged(host({SS: OPEN, IPTABLES: DENY.format(rule)})).status is status


def test_a_socket_on_all_addresses_is_open_where_ipv6_is() -> None:
    every = listening("tcp *:3306 mysqld")

    half = judged(host({SS: every, IPTABLES: DENY.format("")}))
    both = judged(
        host({SS: every, IPTABLES: DENY.format(""), IP6TABLES: DENY.format("")})
    )

    assert half.status is Status.FAIL
    assert both.status is Status.PASS


def test_an_unknown_firewall_matters_only_where_something_listens() -> None:
    unseen: dict[Probe, Raw] = {NFT: ItemStatus.ABSENT}

    assert judged(host(unseen)).status is Status.PASS
    assert judged(host({**unseen, SS: OPEN})).reason is Reason.MISSING_TOOL


@pytest.mark.parametrize(
    ("raw", "reason"),
    [(ItemStatus.ABSENT, Reason.MISSING_TOOL), ("", Reason.UNPARSEABLE)],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    assert judged(host({SS: raw})).reason is reason


def test_without_root_it_is_unknown() -> None:
    assert judged(host({SS: OPEN}, privileged=False)).reason is Reason.PERMISSION
