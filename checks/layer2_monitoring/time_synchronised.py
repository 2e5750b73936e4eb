"""The clock must follow a time source now, by a daemon's word."""

from audit4.api import (
    TIMESYNC,
    Check,
    Exempt,
    Reason,
    TimeSync,
    Verdict,
    failed,
    not_applicable,
    passed,
    unknown,
)


def evaluate(timesync: TimeSync) -> Verdict:
    """Fail where the clock runs free."""
    if timesync.container:
        return not_applicable(Exempt.CONTAINER)
    if timesync.synchronised is None:
        return unknown(Reason.MISSING_TOOL, "timesyncd, chronyc, ntpq")
    sources = ", ".join(timesync.selected)
    if timesync.synchronised:
        return passed(f"synchronised {sources}".strip())
    return failed("not synchronised", expected="synchronised")


CHECK = Check(facts={"timesync": TIMESYNC}, evaluate=evaluate)
