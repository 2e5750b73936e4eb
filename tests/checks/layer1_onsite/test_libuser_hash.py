import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.authselect import LIBUSER_CONF
from audit4.finding import Exempt, Status
from audit4.testing import evidence, judge

CHECK = "layer1_onsite.libuser_hash"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("[defaults]\ncrypt_style = sha512\n", Status.PASS),
        ("[defaults]\ncrypt_style = SHA512 # strong\n", Status.PASS),
        ("[defaults]\ncrypt_style = md5\n", Status.FAIL),
        ("[defaults]\n# crypt_style = sha512\n", Status.FAIL),
        ("[other]\ncrypt_style = sha512\n", Status.FAIL),
        ("", Status.FAIL),
    ],
)
def test_the_defaults_section_decides(text: str, status: Status) -> None:
    seen = evidence({LIBUSER_CONF: text})

    assert judge(CHECK, seen, allowed=("sha512",)).status is status


def test_no_libuser_does_not_apply_and_an_unread_file_is_unknown() -> None:
    reasons = [
        judge(CHECK, evidence({LIBUSER_CONF: raw}), allowed=("sha512",)).reason
        for raw in (ItemStatus.ABSENT, ItemStatus.DENIED)
    ]

    assert reasons == [Exempt.NOT_INSTALLED, Reason.PERMISSION]
