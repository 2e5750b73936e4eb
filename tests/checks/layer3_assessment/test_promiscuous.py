import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.malware import CARDS
from audit4.facts.processes import PS
from audit4.finding import Status
from audit4.testing import judge
from tests.checks.system_literals import host

CHECK = "layer3_assessment.promiscuous"


@pytest.mark.parametrize(
    ("cards", "status"),
    [
        ("eth0 0x1003 alone\nlo 0x9 alone\n", Status.PASS),
        ("eth0 0x1103 alone\n", Status.FAIL),
        ("eth0 0x1103 stacked\nbr0 0x1003 alone\n", Status.PASS),
        ("eth0 0x1203 alone\n", Status.PASS),  # all multicast
    ],
)
def test_judges_cards_by_their_flags(cards: str, status: Status) -> None:
    assert judge(CHECK, host({CARDS: cards})).status is status


def test_a_sensor_listens_by_trade() -> None:
    seen = host({CARDS: "eth0 0x1103 alone\n", PS: "7 1 0 suricata\n"})

    assert judge(CHECK, seen, sensors=["suricata"]).status is Status.PASS
    assert judge(CHECK, seen, sensors=["snort"]).items == ("eth0",)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.TIMEOUT, Reason.TIMEOUT),
        ("eth0 x alone\n", Reason.UNPARSEABLE),
        (ItemStatus.DENIED, Reason.PERMISSION),
    ],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    assert judge(CHECK, host({CARDS: raw})).reason is reason
