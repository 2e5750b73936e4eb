import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import login_defs
from audit4.finding import Exempt, Status
from audit4.testing import Raw, evidence, judge
from tests.checks.layer1_onsite.literals import ABSENT, captured, defs_host

CHECK = "layer1_onsite.login_defs_word"


def status(text: Raw) -> Status:
    return judge(
        CHECK,
        evidence(defs_host(text)),
        key="ENCRYPT_METHOD",
        allowed=("YESCRYPT", "SHA512"),
    ).status


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ENCRYPT_METHOD SHA512\n", Status.PASS),
        ("ENCRYPT_METHOD yescrypt\n", Status.PASS),
        ("#ENCRYPT_METHOD SHA512\n", Status.FAIL),
        ("ENCRYPT_METHOD MD5\n", Status.FAIL),
        ("MD5_CRYPT_ENAB no\n", Status.FAIL),
        ("ENCRYPT_METHOD MD5\nENCRYPT_METHOD SHA512\n", Status.FAIL),
        ("ENCRYPT_METHOD SHA512\nENCRYPT_METHOD MD5\n", Status.FAIL),
        ("encrypt_method MD5\nENCRYPT_METHOD SHA512\n", Status.FAIL),
        (captured("debian11", login_defs.FILE), Status.PASS),
        (captured("debian12", login_defs.FILE), Status.PASS),
        (captured("debian13", login_defs.FILE), Status.PASS),
    ],
)
def test_the_first_and_the_last_line_both_count(text: str, told: Status) -> None:
    assert status(text) is told


def test_no_file_does_not_apply_and_an_unread_one_is_unknown() -> None:
    reasons = [
        judge(CHECK, evidence(defs_host(t)), key="A", allowed=("B",)).reason
        for t in (ABSENT, ItemStatus.DENIED)
    ]

    assert reasons == [Exempt.NOT_USED, Reason.PERMISSION]
