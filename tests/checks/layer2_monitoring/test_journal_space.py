import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import log_tree
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, host, journal


def judged(*raws: Seen) -> Verdict:
    return judge("layer2_monitoring.journal_space", host(*raws), max_percent=60)


@pytest.mark.parametrize(
    ("setting", "status"),
    [
        ("", Status.PASS),
        ("SystemMaxUse=20G\n", Status.PASS),
        ("SystemMaxUse=30G\n", Status.FAIL),
        ("SystemMaxUse=1T\n", Status.FAIL),
        ("# SystemMaxUse=1T\n", Status.PASS),
    ],
)
def test_the_limit_must_leave_room_on_40_gib(setting: str, status: Status) -> None:
    assert judged(journal(f"[Journal]\n{setting}")).status is status


def test_a_journal_in_memory_fills_no_disk() -> None:
    assert judged(journal(disk=False)).reason is Exempt.NOT_USED
    assert judged(
        {
            log_tree.ROOM: "Filesystem 1024-blocks Used Available Capacity Mounted on\n"
            "/dev/a 100 1 99 1% /\n"
        }
    ).reason is (Exempt.NOT_USED)


def test_malformed_and_denied_are_unknown() -> None:
    odd = judged(journal("[Journal]\nSystemMaxUse=nhiều\n"))
    refused = judged(journal(), {log_tree.ROOM: ItemStatus.DENIED})

    assert odd.reason is Reason.UNPARSEABLE
    assert refused.reason is Reason.PERMISSION
