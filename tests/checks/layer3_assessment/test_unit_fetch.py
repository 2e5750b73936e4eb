import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.persistence import PRELOADS
from audit4.finding import Status
from audit4.testing import evidence, judge

CHECK = "layer3_assessment.unit_fetch"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (".\n", Status.PASS),
        ("/etc/systemd/system/a.service:LD_PRELOAD=/x.so\n.\n", Status.PASS),
        ("/etc/systemd/system/a.service:\n.\n", Status.FAIL),
    ],
)
def test_a_unit_that_fetches_is_told(text: str, status: Status) -> None:
    assert judge(CHECK, evidence({PRELOADS: text})).status is status


@pytest.mark.parametrize(
    ("raw", "reason"),
    [("x", Reason.UNPARSEABLE), (ItemStatus.DENIED, Reason.PERMISSION)],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    assert judge(CHECK, evidence({PRELOADS: raw})).reason is reason
