import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.suid import UNOWNED
from audit4.finding import Status, Verdict
from audit4.testing import judge
from tests.checks.system_literals import host


def judged(raw: str | ItemStatus, **given: object) -> Verdict:
    return judge("layer3_assessment.unowned_files", host({UNOWNED: raw}), **given)


@pytest.mark.parametrize(
    "line",
    [
        "0644 4242 0 f /srv/orphan",
        "0644 0 4343 f /srv/of-no-group",
        "0777 4242 0 l /srv/link",
        "4755 4242 0 f /srv/privileged-too",
        "0666 4242 0 f /srv/writable-too",
        "0644 4242 0 f /srv/new\\012line",
    ],
)
def test_whatever_belongs_to_nobody_fails(line: str) -> None:
    assert judged(line + "\n").status is Status.FAIL


def test_nothing_found_passes() -> None:
    assert judged("").status is Status.PASS


def test_ignored_folders_are_left_out() -> None:
    line = "0644 4242 0 f /srv/nfs/x\n"

    assert judged(line, ignore=("/srv/nfs/",)).status is Status.PASS


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.TIMEOUT, Reason.TIMEOUT),
        (ItemStatus.TRUNCATED, Reason.TRUNCATED),
        (ItemStatus.DENIED, Reason.PERMISSION),
        ("0666 0\n", Reason.UNPARSEABLE),
    ],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    assert judged(raw).reason is reason
