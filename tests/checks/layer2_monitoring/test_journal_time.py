import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import journald
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, host, journal


def judged(*raws: Seen) -> Verdict:
    return judge("layer2_monitoring.journal_time", host(*raws), days=90)


@pytest.mark.parametrize(
    ("setting", "status"),
    [
        ("", Status.PASS),
        ("MaxRetentionSec=0", Status.PASS),
        ("MaxRetentionSec=1year", Status.PASS),
        ("MaxRetentionSec=3month", Status.PASS),
        ("MaxRetentionSec=89day", Status.FAIL),
        ("MaxRetentionSec=1month", Status.FAIL),
        ("MaxRetentionSec=3600", Status.FAIL),
        ("MaxRetentionSec=1month\nMaxRetentionSec=1year", Status.PASS),
    ],
)
def test_a_limit_by_age_must_be_as_long_as_asked(setting: str, status: Status) -> None:
    assert judged(journal(f"[Journal]\n{setting}\n")).status is status


def test_a_journal_in_memory_keeps_nothing_anyway() -> None:
    assert judged(journal(disk=False)).reason is Exempt.NOT_USED
    assert judged().reason is Exempt.NOT_USED


def test_malformed_and_denied_are_unknown() -> None:
    odd = judged(journal("[Journal]\nMaxRetentionSec=lâu\n"))
    refused = judged(journal(), {journald.FILES: ItemStatus.DENIED})

    assert odd.reason is Reason.UNPARSEABLE
    assert refused.reason is Reason.PERMISSION
