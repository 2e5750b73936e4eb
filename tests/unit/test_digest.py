from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from audit4.digest import canonical, digest_of
from audit4.evidence import Port, Reason


@dataclass(frozen=True)
class Pair:
    left: int
    right: frozenset[str]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        (frozenset("abcdef"), frozenset("fedcba")),
        ((1, 2), [1, 2]),
        (Reason.AUTH, "auth"),
        (Pair(1, frozenset("xy")), {"left": 1, "right": ["x", "y"]}),
        (Port(number=22), {"number": 22, "protocol": "tcp"}),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, tzinfo=UTC), "2026-01-02T00:00:00+00:00"),
    ],
)
def test_values_that_mean_the_same_have_one_digest(one: object, other: object) -> None:
    assert digest_of(one) == digest_of(other)


@pytest.mark.parametrize(
    ("one", "other"), [(1, "1"), (None, "null"), ([1], [[1]]), ({"a": 1}, {"a": 2})]
)
def test_values_that_differ_have_another_digest(one: object, other: object) -> None:
    assert digest_of(one) != digest_of(other)


def test_bytes_that_were_no_text_have_a_digest_too() -> None:
    assert canonical("\udcff") == '"\\udcff"'
