import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.suid import UNUSUAL
from audit4.facts.unpackaged import UNPACKAGED_FILES
from audit4.finding import Status
from audit4.testing import evidence, judge

CHECK = "layer3_assessment.suid_unpackaged"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/usr/bin/passwd", Status.PASS),
        ("/usr/bin/x", Status.FAIL),
        ("/bin/x", Status.FAIL),
        ("/usr/local/bin/tool", Status.FAIL),
        ("/home/lan/x", Status.FAIL),
        ("/opt/google/chrome/chrome-sandbox", Status.PASS),
    ],
)
def test_judges_by_packages(path: str, status: Status) -> None:
    seen = evidence(
        {UNUSUAL: f"4755 0 0 f {path}\n", UNPACKAGED_FILES: "dpkg 900\n/usr/bin/x\n"}
    )

    assert judge(CHECK, seen).status is status


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.TIMEOUT, Reason.TIMEOUT),
        ("nonsense\n", Reason.UNPARSEABLE),
        (ItemStatus.DENIED, Reason.PERMISSION),
    ],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    assert (
        judge(CHECK, evidence({UNUSUAL: raw, UNPACKAGED_FILES: "dpkg 900\n"})).reason
        is reason
    )
