import pytest

from audit4.evidence import Undetermined
from audit4.facts.login_defs import FILE, LOGIN_DEFS
from audit4.testing import evidence
from tests.checks.layer1_onsite.literals import captured, defs_host


@pytest.mark.parametrize(
    ("system", "method"),
    [("debian11", "SHA512"), ("debian12", "SHA512"), ("debian13", "YESCRYPT")],
)
def test_reads_what_debian_ships(system: str, method: str) -> None:
    found = evidence(defs_host(captured(system, FILE))).fact(LOGIN_DEFS)

    assert found.get("ENCRYPT_METHOD") == method
    assert found.number("PASS_MAX_DAYS") == 99999
    assert found.number("UID_MIN") == 1000


@pytest.mark.parametrize(
    ("text", "number"), [("022", 18), ("0x10", 16), ("-1", -1), ("0", 0), ("90", 90)]
)
def test_numbers_are_read_as_c_reads_them(text: str, number: int) -> None:
    found = evidence(defs_host(f"KEY {text}\n")).fact(LOGIN_DEFS)

    assert found.number("KEY") == number


@pytest.mark.parametrize("text", ["9x", "0899", "--1", "x"])
def test_what_is_no_number_is_undetermined(text: str) -> None:
    found = evidence(defs_host(f"KEY {text}\n")).fact(LOGIN_DEFS)

    with pytest.raises(Undetermined):
        found.number("KEY")


def test_a_key_without_a_value_is_not_set() -> None:
    assert evidence(defs_host("KEY \n")).fact(LOGIN_DEFS).number("KEY") is None
