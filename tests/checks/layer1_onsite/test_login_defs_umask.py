import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import login_defs
from audit4.finding import Exempt, Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import ABSENT, captured, defs_host

CHECK = "layer1_onsite.login_defs_umask"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("UMASK 027\n", Status.PASS),
        ("UMASK 077\n", Status.PASS),
        ("UMASK 022\n", Status.FAIL),
        ("UMASK 0027 # for all\n", Status.PASS),
        ("#UMASK 027\n", Status.FAIL),
        ("UMASK 022\nUMASK 027\n", Status.FAIL),
        ("UMASK 027\nUMASK 022\n", Status.FAIL),
        ("UMASK none\n", Status.UNKNOWN),
        (captured("debian12", login_defs.FILE), Status.FAIL),
        (captured("debian13", login_defs.FILE), Status.FAIL),
    ],
)
def test_every_line_that_a_program_takes_must_be_tight(
    text: str, status: Status
) -> None:
    assert judge(CHECK, evidence(defs_host(text)), mask="027").status is status


def test_no_file_does_not_apply_and_an_unread_one_is_unknown() -> None:
    reasons = [
        judge(CHECK, evidence(defs_host(t)), mask="027").reason
        for t in (ABSENT, ItemStatus.DENIED)
    ]

    assert reasons == [Exempt.NOT_USED, Reason.PERMISSION]
