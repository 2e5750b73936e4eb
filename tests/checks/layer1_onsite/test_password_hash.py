import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import SHADOW, accounts_host

CHECK = "layer1_onsite.password_hash"
STRONG = ("yescrypt", "bcrypt", "sha512")


@pytest.mark.parametrize(
    ("field", "items"),
    [
        ("$y$***", ()),
        ("$2b$***", ()),
        ("!", ()),
        ("*", ()),
        ("", ()),
        ("$1$***", ("binh: md5",)),
        ("$5$***", ("binh: sha256",)),
        ("!$1$***", ("binh: md5",)),
        ("***", ("binh: des",)),
        ("!***", ("binh: des",)),
        ("!*", ()),
        ("!!", ()),
        ("_***", ("binh: bsdi-des",)),
        ("?***", ("binh: other",)),
        ("$zz$***", ("binh: $zz$",)),
    ],
)
def test_names_each_weak_scheme(field: str, items: tuple[str, ...]) -> None:
    shadow = SHADOW.replace("binh:$y$***:", f"binh:{field}:")

    verdict = judge(CHECK, evidence(accounts_host(shadow=shadow)), allowed=STRONG)

    assert verdict.items == items
    assert verdict.status is (Status.FAIL if items else Status.PASS)


def test_unread_empty_and_unprivileged_are_unknown() -> None:
    denied = evidence(accounts_host(shadow=ItemStatus.DENIED))
    empty = evidence(accounts_host(shadow="\n"))
    plain = evidence(accounts_host(), privileged=False)

    reasons = [judge(CHECK, e, allowed=STRONG).reason for e in (denied, empty, plain)]

    assert reasons == [Reason.PERMISSION, Reason.UNPARSEABLE, Reason.PERMISSION]
