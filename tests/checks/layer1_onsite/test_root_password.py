import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import SHADOW, accounts_host

CHECK = "layer1_onsite.root_password"


@pytest.mark.parametrize(
    ("field", "controlled", "set_"),
    [
        ("*", Status.PASS, Status.FAIL),
        ("!", Status.PASS, Status.FAIL),
        ("!$6$***", Status.PASS, Status.FAIL),
        ("$y$***", Status.PASS, Status.PASS),
        ("", Status.FAIL, Status.FAIL),
    ],
)
def test_a_set_or_locked_password_controls_root(
    field: str, controlled: Status, set_: Status
) -> None:
    shadow = SHADOW.replace("root:*:", f"root:{field}:")
    seen = evidence(accounts_host(shadow=shadow))

    told = [judge(CHECK, seen, locked_ok=ok).status for ok in (True, False)]

    assert told == [controlled, set_]


def test_no_root_no_rights_and_no_file_are_unknown() -> None:
    reasons = [
        judge(CHECK, evidence(accounts_host(shadow=s)), locked_ok=True).reason
        for s in ("lan:*:1::::::\n", ItemStatus.DENIED, "")
    ]

    assert reasons == [Reason.UNPARSEABLE, Reason.PERMISSION, Reason.UNPARSEABLE]
