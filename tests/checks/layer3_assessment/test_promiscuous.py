import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.malware import CARDS
from audit4.facts.processes import PS
from audit4.finding import Status
from audit4.testing import judge
from tests.checks.system_literals import host

CHECK = "layer3_assessment.promiscuous"


def card(name: str, count: int, more: str = "") -> str:
    flags = "<BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue"
    return f"2: {name}: {flags} {more} state UP \\    promiscuity {count} {more} x 1\n"


@pytest.mark.parametrize(
    ("cards", "status"),
    [
        (card("eth0", 0) + card("lo", 0), Status.PASS),
        (card("eth0", 1), Status.FAIL),
        (card("eth0@if7", 2), Status.FAIL),
        (card("eth0", 1, "master br0"), Status.PASS),
        (card("br0", 1, "bridge"), Status.PASS),
        (card("eth0", 1) + card("eth0.10@eth0", 0, "vlan"), Status.PASS),
    ],
)
def test_judges_cards_that_listen(cards: str, status: Status) -> None:
    assert judge(CHECK, host({CARDS: cards})).status is status


def test_a_sensor_listens_by_trade() -> None:
    seen = host({CARDS: card("eth0", 1), PS: "7 1 0 suricata\n"})

    assert judge(CHECK, seen, sensors=["suricata"]).status is Status.PASS
    assert judge(CHECK, seen, sensors=["snort"]).items == ("eth0",)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.TIMEOUT, Reason.TIMEOUT),
        ("eth0: <UP> mtu 1500\n", Reason.UNPARSEABLE),
        (ItemStatus.DENIED, Reason.PERMISSION),
    ],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    assert judge(CHECK, host({CARDS: raw})).reason is reason
