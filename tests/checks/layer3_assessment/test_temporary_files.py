import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.malware import TEMPORARY
from audit4.finding import Status
from audit4.testing import evidence, judge

CHECK = "layer3_assessment.temporary_files"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("0755 0 0 f /tmp/.x/p", "hidden"),
        ("0755 0 0 f /dev/shm/.p", "hidden"),
        ("0755 0 0 f /var/tmp/... /p", "hidden"),
        ("0711 0 0 f /tmp/tool", "programs"),
        ("0755 0 0 f /dev/shm/tool", "programs"),
        ("0644 0 0 f /dev/.cfg", "devices"),
        ("0755 0 0 f /dev/x", "devices"),
    ],
)
def test_each_file_is_told_once(line: str, kind: str) -> None:
    seen = evidence({TEMPORARY: f"{line}\n"})

    found = {
        judged
        for judged in ("hidden", "programs", "devices")
        if judge(CHECK, seen, judge=judged).status is Status.FAIL
    }

    assert found == {kind}


def test_what_is_usual_below_dev_is_ignored() -> None:
    seen = evidence({TEMPORARY: "0644 0 0 f /dev/.udev/x\n"})

    verdict = judge(CHECK, seen, judge="devices", ignore=["/dev/.udev/"])

    assert verdict.status is Status.PASS


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.TIMEOUT, Reason.TIMEOUT),
        ("nonsense\n", Reason.UNPARSEABLE),
        (ItemStatus.DENIED, Reason.PERMISSION),
    ],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    assert judge(CHECK, evidence({TEMPORARY: raw}), judge="hidden").reason is reason
