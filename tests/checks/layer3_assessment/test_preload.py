import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.persistence import PRELOAD, UNIT_PROGRAMS
from audit4.finding import Status
from audit4.testing import judge
from tests.checks.system_literals import host

CHECK = "layer3_assessment.preload"


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (ItemStatus.ABSENT, Status.PASS),
        ("", Status.PASS),
        ("# nothing\n\n", Status.PASS),
        ("/usr/lib/agent.so\n", Status.PASS),
        ("/tmp/.x.so\n", Status.FAIL),
    ],
)
def test_judges_each_library(raw: str | ItemStatus, status: Status) -> None:
    verdict = judge(CHECK, host({PRELOAD: raw}), allowed=("/usr/lib/agent.so",))

    assert verdict.status is status


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.DENIED, Reason.PERMISSION),
        (ItemStatus.UNSAFE, Reason.UNSAFE_PATH),
        (ItemStatus.TRUNCATED, Reason.TRUNCATED),
    ],
)
def test_an_unreadable_file_is_unknown(raw: ItemStatus, reason: Reason) -> None:
    assert judge(CHECK, host({PRELOAD: raw})).reason is reason


def test_a_missing_tool_is_unknown() -> None:
    verdict = judge(CHECK, host({UNIT_PROGRAMS: ItemStatus.ABSENT}))

    assert verdict.reason is Reason.MISSING_TOOL
