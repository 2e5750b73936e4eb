import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Exempt, Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import defs_host

CHECK = "layer1_onsite.login_defs_number"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("PASS_MAX_DAYS 90\n", Status.PASS),
        ("PASS_MAX_DAYS\t0x5a\n", Status.PASS),
        ("PASS_MAX_DAYS 99999\n", Status.FAIL),
        ("PASS_MAX_DAYS -1\n", Status.FAIL),
        ("PASS_MAX_DAYS 90\nPASS_MAX_DAYS 365\n", Status.FAIL),
        ("#PASS_MAX_DAYS 90\n", Status.FAIL),
        ("", Status.FAIL),
        ("PASS_MAX_DAYS ninety\n", Status.UNKNOWN),
    ],
)
def test_the_last_line_counts(text: str, status: Status) -> None:
    seen = evidence(defs_host(text))

    verdict = judge(CHECK, seen, key="PASS_MAX_DAYS", at_least=1, at_most=90)

    assert verdict.status is status


def test_a_system_without_the_file_does_not_use_it() -> None:
    seen = evidence(defs_host(ItemStatus.ABSENT))

    verdict = judge(CHECK, seen, key="PASS_MAX_DAYS", at_most=90)

    assert verdict.reason is Exempt.NOT_USED


def test_an_unread_file_is_unknown() -> None:
    seen = evidence(defs_host(ItemStatus.DENIED))

    verdict = judge(CHECK, seen, key="PASS_MAX_DAYS", at_most=90)

    assert verdict.reason is Reason.PERMISSION
