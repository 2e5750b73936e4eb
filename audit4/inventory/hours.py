"""Scan hours: the only hours of the day in which a scan may connect."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

DAY = 24 * 60
_SPAN = re.compile(r"(\d{1,2}):(\d\d)\s*[-–]\s*(\d{1,2}):(\d\d)\Z")


@dataclass(frozen=True, slots=True)
class Window:
    """A span of the day in minutes from midnight; past midnight if end < start."""

    start: int
    end: int

    def holds(self, minute: int) -> bool:
        """Whether a minute of the day lies in it; the end itself does not."""
        if self.start < self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end

    def __str__(self) -> str:
        start, end = divmod(self.start, 60), divmod(self.end, 60)
        return f"{start[0]:02}:{start[1]:02}-{end[0]:02}:{end[1]:02}"


def window(text: str) -> Window:
    """The window that `22:00-05:00` means; 24:00 may end one.

    Raises:
        ValueError: it is none, or would hold all day or never.
    """
    found = _SPAN.match(text.strip())
    if not found:
        raise ValueError(
            f"`{text[:40]}` is no span such as 22:00-05:00; put it in quotes"
        )
    hours = [int(group) for group in found.groups()]
    start, end = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
    if start >= DAY or end > DAY or hours[1] > 59 or hours[3] > 59:  # noqa: PLR2004
        raise ValueError(f"`{text}` is no time of the day")
    if start == end % DAY:
        raise ValueError(f"`{text}` begins and ends at once; leave it out for all day")
    return Window(start, end)


def open_at(windows: Sequence[Window], local: datetime) -> bool:
    """Whether a scan may connect at a local time; no windows means always."""
    minute = local.hour * 60 + local.minute
    return not windows or any(w.holds(minute) for w in windows)


def next_opening(windows: Sequence[Window], local: datetime) -> datetime:
    """When a scan may connect next, at or after a local time."""
    if open_at(windows, local):
        return local
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    starts = [midnight + timedelta(minutes=w.start) for w in windows]
    return min(s if s >= local else s + timedelta(days=1) for s in starts)
