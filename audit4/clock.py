"""The one place that reads the clock."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment in UTC, to the second that results are stamped with."""
    return datetime.now(tz=UTC)
