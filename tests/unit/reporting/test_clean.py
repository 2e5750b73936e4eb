import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit4.reporting.clean import clean, lines


def test_vietnamese_stays_as_it_is_in_both_forms() -> None:
    assert clean("Lực lượng tại chỗ") == "Lực lượng tại chỗ"
    assert clean("Lu\u031b\u0323c") == "Lu\u031b\u0323c"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\x1b[31mb", "a[U+001B][31mb"),
        ("root\u202etxt.exe", "root[U+202E]txt.exe"),
        ("a\u2066b\u200bc\ufeff", "a[U+2066]b[U+200B]c[U+FEFF]"),
        ("\x00", "[U+0000]"),
        ("\ud800", "[U+D800]"),
        ("tag\U000e0041", "tag[U+E0041]"),
    ],
)
def test_what_cannot_be_seen_is_named(raw: str, shown: str) -> None:
    assert clean(raw) == shown


def test_a_field_is_one_line() -> None:
    assert clean("a\nb\tc") == "a b c"
    assert lines("a\r\nb\tc") == "a\nb\tc"


def test_what_is_too_long_says_how_much_is_missing() -> None:
    assert clean("x" * 1_000_000, 10) == "xxxxxxxxxx… (+999990)"


def test_a_tower_of_marks_is_cut() -> None:
    assert clean("a" + "\u0301" * 500) == "a" + "\u0301" * 4


@given(st.text())
def test_every_text_can_be_written(raw: str) -> None:
    clean(raw).encode()
