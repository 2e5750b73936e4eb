"""The journal must not be allowed to fill the file system that it lies on.

By default it takes a tenth of it and leaves 15 % free; a limit that is larger than
what is there limits nothing, and the logs beside the journal then find no room.
"""

from audit4.api import (
    JOURNALD,
    LOG_ROOM,
    Check,
    Exempt,
    Journald,
    LogRoom,
    Verdict,
    failed,
    not_applicable,
    passed,
)


def evaluate(journald: Journald, room: LogRoom, max_percent: int) -> Verdict:
    """Fail where the journal may take more than `max_percent` of the file system."""
    if not journald.persistent:
        return not_applicable(Exempt.NOT_USED)
    limit = journald.limit or 0
    percent = limit * 100 // max(room.total * 1024, 1)
    actual = f"SystemMaxUse={limit >> 20}M, {percent} % of /var/log"
    if percent <= max_percent:
        return passed(actual, expected=f"<= {max_percent} %")
    return failed(actual, expected=f"<= {max_percent} %")


CHECK = Check(facts={"journald": JOURNALD, "room": LOG_ROOM}, evaluate=evaluate)
