import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.persistence import PRELOADS
from audit4.finding import Status
from audit4.testing import evidence, judge

CHECK = "layer3_assessment.unit_preload"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (".\n", Status.PASS),
        ("/etc/systemd/system/x.service:LD_PRELOAD=/lib/x.so\n.\n", Status.FAIL),
        ("/etc/x:LD_PRELOAD=/usr/lib/a/libjemalloc.so.2\n.\n", Status.PASS),
    ],
)
def test_judges_libraries(text: str, status: Status) -> None:
    seen = evidence({PRELOADS: text})

    verdict = judge(CHECK, seen, allowed=["/usr/lib*/libjemalloc.so*"])

    assert verdict.status is status


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.TIMEOUT, Reason.TIMEOUT),
        ("x", Reason.UNPARSEABLE),
        (ItemStatus.DENIED, Reason.PERMISSION),
    ],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    assert judge(CHECK, evidence({PRELOADS: raw})).reason is reason
