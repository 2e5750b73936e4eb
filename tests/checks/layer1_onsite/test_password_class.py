import pytest

from audit4.evidence import Reason
from audit4.finding import Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import no_pam, pam_host, password_stack

CHECK = "layer1_onsite.password_class"
STACK = password_stack("password requisite pam_pwquality.so retry=3")


@pytest.mark.parametrize(
    ("conf", "status"),
    [
        ("", Status.FAIL),
        ("dcredit = -1\n", Status.PASS),
        ("dcredit = 1\n", Status.FAIL),
        ("dcredit = 0\n", Status.FAIL),
        ("ucredit = -1\n", Status.FAIL),
        ("minclass = 4\n", Status.PASS),
        ("minclass = 3\n", Status.FAIL),
        ("minclass = 4\ndcredit = 0\n", Status.PASS),
        ("minclass = 4\nenforcing = 0\n", Status.FAIL),
    ],
)
def test_a_class_is_demanded_by_its_credit_or_by_all_four(
    conf: str, status: Status
) -> None:
    seen = evidence(pam_host(conf, common_password=STACK))

    assert judge(CHECK, seen, credit="dcredit").status is status


def test_without_the_module_nothing_is_demanded() -> None:
    bare = judge(
        CHECK,
        evidence(pam_host("dcredit = -1\n", common_password="")),
        credit="dcredit",
    )
    none = judge(CHECK, evidence(no_pam()), credit="dcredit")

    assert bare.status is Status.FAIL
    assert none.reason is Reason.UNSUPPORTED
