import pytest

from audit4.evidence import Item, ItemStatus, Reason
from audit4.facts.malware import ATTRIBUTES
from audit4.finding import Status
from audit4.testing import evidence, judge

CHECK = "layer3_assessment.unchangeable"

NORMAL = "--------------e------- /etc\n"


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("", Status.PASS),
        ("----i---------e------- /etc/cron.d/x\n", Status.FAIL),
        ("-----a--------e------- /root/.ssh/authorized_keys\n", Status.FAIL),
        ("-------A------eI------ /etc/cron.d\n", Status.PASS),
        ("lsattr: Operation not supported\n", Status.PASS),
    ],
)
def test_judges_attributes(line: str, status: Status) -> None:
    assert judge(CHECK, evidence({ATTRIBUTES: NORMAL + line})).status is status


def test_says_what_is_locked_and_knows_what_is_allowed() -> None:
    line = "----i---------e------- /etc/cron.d/x\n"
    seen = evidence({ATTRIBUTES: NORMAL + line})

    assert judge(CHECK, seen).items == ("/etc/cron.d/x +i",)
    assert judge(CHECK, seen, allowed=["/etc/cron.d/*"]).status is Status.PASS


def test_without_the_tool_it_is_unknown() -> None:
    none = Item(probe=ATTRIBUTES.id, name="", status=ItemStatus.FAILED, exit=127)

    assert judge(CHECK, evidence({ATTRIBUTES: none})).reason is Reason.MISSING_TOOL


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.TIMEOUT, Reason.TIMEOUT),
        ("", Reason.UNSUPPORTED),
        (ItemStatus.DENIED, Reason.PERMISSION),
    ],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    assert judge(CHECK, evidence({ATTRIBUTES: raw})).reason is reason
