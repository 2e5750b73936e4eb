from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit4.evidence import EarlierFinding, Port, Setting
from audit4.store.codec import decode, encode, pack, storable, unpack

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.dates()
    | st.datetimes(timezones=st.just(UTC))
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.frozensets(st.text() | st.integers())
        | st.dictionaries(st.text() | st.integers() | st.just("~"), inner)
    ),
    max_leaves=20,
)


@given(VALUES)
def test_what_was_encoded_comes_back_equal_and_of_its_type(value: object) -> None:
    back = decode(encode(value))

    assert back == value
    assert type(back) is type(value)


def test_a_setting_comes_back_equal() -> None:
    setting = Setting(
        subject="a/b/c",
        roles=frozenset({"web"}),
        ports=(Port(number=1),),
        settings={"x": {1: (date(2026, 1, 2), datetime(2026, 1, 2, tzinfo=UTC))}},
        earlier=(EarlierFinding(rule="r", severity="low", state="open", due=None),),
    )

    assert decode(encode(setting)) == setting


def test_an_object_that_no_inventory_holds_is_refused() -> None:
    with pytest.raises(TypeError, match="object cannot be stored"):
        encode({"a": object()})


@given(st.text(st.characters(codec=None)))
def test_any_text_is_packed_and_unpacked_unchanged(text: str) -> None:
    assert unpack(pack(text)) == text


@given(st.text(st.characters(codec=None)))
def test_storable_text_can_be_written_as_utf_8_without_nul(text: str) -> None:
    made = storable(text)

    assert b"\0" not in made.encode()
    assert len(made) == len(text)
