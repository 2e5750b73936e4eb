import pytest

from audit4.evidence import Item, ItemStatus, Reason
from audit4.facts.listeners import SS
from audit4.facts.snmp import SNMP_WORDS
from audit4.finding import Exempt, Status
from audit4.testing import judge
from tests.checks.system_literals import host, listening

CHECK = "layer1_onsite.snmp_version"
AGENT = listening("udp 0.0.0.0:161 snmpd")
NO_LINE = Item(probe=SNMP_WORDS.id, name="", status=ItemStatus.FAILED, exit=1)


def test_no_agent_is_not_applicable() -> None:
    verdict = judge(CHECK, host({SNMP_WORDS: "rocommunity \n"}))

    assert (verdict.status, verdict.reason) == (Status.NOT_APPLICABLE, Exempt.NOT_USED)


def test_a_community_fails_without_being_named() -> None:
    verdict = judge(CHECK, host({SS: AGENT, SNMP_WORDS: "rocommunity \n com2sec\t\n"}))

    assert verdict.status is Status.FAIL
    assert verdict.items == ("com2sec", "rocommunity")


def test_words_that_nobody_asked_for_are_no_answer() -> None:
    verdict = judge(CHECK, host({SS: AGENT, SNMP_WORDS: "\x00 what\n"}))

    assert verdict.reason is Reason.UNPARSEABLE


def test_an_agent_without_communities_passes() -> None:
    assert judge(CHECK, host({SS: AGENT, SNMP_WORDS: NO_LINE})).status is Status.PASS


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.ABSENT, Reason.MISSING_TOOL),
        (ItemStatus.TIMEOUT, Reason.TIMEOUT),
        (ItemStatus.TRUNCATED, Reason.TRUNCATED),
    ],
)
def test_missing_evidence_is_unknown(raw: ItemStatus, reason: Reason) -> None:
    assert judge(CHECK, host({SS: AGENT, SNMP_WORDS: raw})).reason is reason


def test_without_root_it_is_unknown() -> None:
    seen = host({SS: AGENT, SNMP_WORDS: ""}, privileged=False)

    assert judge(CHECK, seen).reason is Reason.PERMISSION
