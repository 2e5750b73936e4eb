import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.malware import DELETED
from audit4.finding import Status
from audit4.testing import evidence, judge

CHECK = "layer3_assessment.deleted_programs"


@pytest.mark.parametrize(
    ("text", "gone", "replaced"),
    [
        (".\n", Status.PASS, Status.PASS),
        ("-/opt/x/run\n.\n", Status.FAIL, Status.PASS),
        ("+/usr/sbin/sshd\n.\n", Status.PASS, Status.FAIL),
        ("-/tmp/x\n-/memfd:x\n.\n", Status.PASS, Status.PASS),  # told elsewhere
        ("nonsense\n- x\n.\n", Status.PASS, Status.PASS),
    ],
)
def test_tells_an_update_from_a_file_that_is_gone(
    text: str, gone: Status, replaced: Status
) -> None:
    seen = evidence({DELETED: text})

    assert judge(CHECK, seen, judge="gone").status is gone
    assert judge(CHECK, seen, judge="replaced").status is replaced


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.TIMEOUT, Reason.TIMEOUT),
        ("-/opt/x\n", Reason.UNPARSEABLE),
        (ItemStatus.DENIED, Reason.PERMISSION),
    ],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    assert judge(CHECK, evidence({DELETED: raw}), judge="gone").reason is reason
