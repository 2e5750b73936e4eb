import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import pam
from audit4.finding import Exempt, Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import no_pam, pam_host

CHECK = "layer1_onsite.su_restricted"
ROOTOK = "auth sufficient pam_rootok.so\n"
REST = "@include common-auth\n"


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("auth required pam_wheel.so use_uid", Status.PASS),
        ("auth requisite pam_wheel.so group=admins", Status.PASS),
        ("auth sufficient pam_wheel.so trust", Status.FAIL),
        ("auth optional pam_wheel.so", Status.FAIL),
        ("auth required pam_wheel.so deny group=nosu", Status.FAIL),
        ("# auth required pam_wheel.so", Status.FAIL),
    ],
)
def test_judges_whether_a_stranger_gets_through(line: str, status: Status) -> None:
    seen = evidence(pam_host(su=f"{ROOTOK}{line}\n{REST}"))

    assert judge(CHECK, seen).status is status


def test_a_line_behind_a_way_in_is_too_late() -> None:
    late = f"{ROOTOK}auth sufficient pam_unix.so\nauth required pam_wheel.so\n"

    assert judge(CHECK, evidence(pam_host(su=late))).status is Status.FAIL


def test_without_su_it_does_not_apply() -> None:
    assert judge(CHECK, evidence(no_pam())).reason is Exempt.NOT_INSTALLED


def test_an_unread_or_looping_stack_is_unknown() -> None:
    denied = {**pam_host(), pam.SERVICES: {"/etc/pam.d/su": ItemStatus.DENIED}}
    loop = pam_host(su="auth include su\n")

    reasons = [judge(CHECK, evidence(h)).reason for h in (denied, loop)]

    assert reasons == [Reason.PERMISSION, Reason.UNPARSEABLE]
