"""The journal must not throw entries away for their age before the level allows it.

Judged apart from space: where MaxRetentionSec is set, entries older than that go
even while there is room.
"""

from audit4.api import (
    JOURNALD,
    Check,
    Exempt,
    Journald,
    Verdict,
    failed,
    not_applicable,
    passed,
)

_DAY = 86400


def evaluate(journald: Journald, days: int) -> Verdict:
    """Fail where a time limit is shorter than `days`."""
    if not journald.persistent:
        return not_applicable(Exempt.NOT_USED)
    bound = journald.max_retention_s
    actual = f"MaxRetentionSec={journald.settings.get('MaxRetentionSec') or 0}"
    if bound is None or bound >= days * _DAY:
        return passed(actual, expected=f">= {days} d")
    return failed(actual, expected=f">= {days} d")


CHECK = Check(facts={"journald": JOURNALD}, evaluate=evaluate)
