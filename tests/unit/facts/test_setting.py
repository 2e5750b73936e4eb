from datetime import UTC, datetime

import pytest

from audit4.facts.setting import NOW
from audit4.testing import evidence


@pytest.mark.parametrize(
    ("at", "minute"),
    [
        (datetime(2026, 11, 30, 9, 0, 0, tzinfo=UTC), (9, 0)),
        (datetime(2026, 11, 30, 9, 0, 0, 1, tzinfo=UTC), (9, 1)),
        (datetime(2026, 11, 30, 9, 59, 59, tzinfo=UTC), (10, 0)),
    ],
)
def test_what_was_made_a_moment_ago_is_never_of_the_future(
    at: datetime, minute: tuple[int, int]
) -> None:
    now = evidence({}, now=at).fact(NOW)

    assert now >= at
    assert (now.hour, now.minute, now.second) == (*minute, 0)
