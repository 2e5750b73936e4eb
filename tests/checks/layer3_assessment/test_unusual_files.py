import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.suid import UNUSUAL
from audit4.finding import Status
from audit4.testing import judge
from tests.checks.system_literals import host

CHECK = "layer3_assessment.unusual_files"
KINDS = ("writable_files", "writable_folders")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("0666 0 0 f /srv/data", "writable_files"),
        ("0777 0 0 d /srv/drop", "writable_folders"),
        ("4777 4242 0 f /srv/both", "writable_files"),
    ],
)
def test_each_hit_counts_where_it_belongs(line: str, kind: str) -> None:
    seen = host({UNUSUAL: line + "\n"})

    failing = [k for k in KINDS if judge(CHECK, seen, judge=k).status is Status.FAIL]

    assert failing == [kind]


def test_ignored_folders_are_left_out() -> None:
    seen = host({UNUSUAL: "0666 0 0 f /srv/ftp/in\n"})

    verdict = judge(CHECK, seen, judge="writable_files", ignore=("/srv/ftp/",))

    assert verdict.status is Status.PASS


def test_no_hit_passes() -> None:
    assert judge(CHECK, host(), judge="writable_files").status is Status.PASS


@pytest.mark.parametrize(
    ("raw", "reason"),
    [(ItemStatus.TIMEOUT, Reason.TIMEOUT), ("0666 0\n", Reason.UNPARSEABLE)],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    assert judge(CHECK, host({UNUSUAL: raw}), judge="writable_files").reason is reason


def test_without_root_it_is_unknown() -> None:
    verdict = judge(CHECK, host(privileged=False), judge="writable_files")

    assert verdict.reason is Reason.PERMISSION
