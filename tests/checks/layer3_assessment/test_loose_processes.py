import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.processes import EXES, PS
from audit4.finding import Status
from audit4.testing import judge
from tests.checks.system_literals import host

CHECK = "layer3_assessment.loose_processes"


@pytest.mark.parametrize(
    ("exe", "status"),
    [
        ("/usr/sbin/sshd", Status.PASS),
        ("/usr/bin/python3.11 (deleted)", Status.PASS),
        ("", Status.PASS),
        ("/tmp/kworker", Status.FAIL),
        ("/dev/shm/.x (deleted)", Status.FAIL),
        ("/memfd:kernel (deleted)", Status.FAIL),
    ],
)
def test_judges_where_a_program_lies(exe: str, status: Status) -> None:
    seen = host(
        {PS: "7 1 33 x\n", EXES: {"/proc/7/exe": f"0777 33 33 l 0 1700000000 {exe}"}}
    )

    assert judge(CHECK, seen).status is status


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.ABSENT, Reason.MISSING_TOOL),
        ("", Reason.UNPARSEABLE),
        ("PID\n", Reason.UNPARSEABLE),
    ],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    assert judge(CHECK, host({PS: raw})).reason is reason


def test_without_root_it_is_unknown() -> None:
    assert judge(CHECK, host(privileged=False)).reason is Reason.PERMISSION
