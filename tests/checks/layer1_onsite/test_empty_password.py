import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import PASSWD, SHADOW, accounts_host

CHECK = "layer1_onsite.empty_password"


def test_locked_and_hashed_accounts_pass() -> None:
    assert judge(CHECK, evidence(accounts_host())).status is Status.PASS


def test_an_empty_field_fails_in_either_file() -> None:
    host = accounts_host(
        passwd=PASSWD.replace("lan:x:", "lan::"),
        shadow=SHADOW.replace("binh:$y$***:", "binh::"),
    )

    assert judge(CHECK, evidence(host)).items == ("binh", "lan")


def test_a_lock_over_nothing_is_not_empty() -> None:
    host = accounts_host(shadow=SHADOW.replace("$y$***", "!"))

    assert judge(CHECK, evidence(host)).status is Status.PASS


@pytest.mark.parametrize(
    ("shadow", "reason"),
    [
        ("", Reason.UNPARSEABLE),
        ("binh\n", Reason.UNPARSEABLE),
        (ItemStatus.ABSENT, Reason.UNPARSEABLE),
        (ItemStatus.DENIED, Reason.PERMISSION),
        (ItemStatus.TRUNCATED, Reason.TRUNCATED),
    ],
)
def test_a_bad_shadow_is_unknown(shadow: str | ItemStatus, reason: Reason) -> None:
    assert judge(CHECK, evidence(accounts_host(shadow=shadow))).reason is reason


def test_without_root_it_is_unknown() -> None:
    seen = evidence(accounts_host(), privileged=False)

    assert judge(CHECK, seen).reason is Reason.PERMISSION
