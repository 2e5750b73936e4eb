"""Installed software must come from a source that still offers it.

What was copied in by hand, or lost its repository, gets no fixes and nobody is told
so. Package lists must be fresh: without them everything looks orphaned.
"""

from datetime import datetime, timedelta

from audit4.api import (
    LISTS_REFRESHED,
    NOW,
    ORPHANS,
    Check,
    Reason,
    Verdict,
    judged_all,
    unknown,
)


def evaluate(
    orphans: tuple[str, ...],
    refreshed: datetime | None,
    now: datetime,
    *,
    max_age_days: int,
) -> Verdict:
    """Fail for each package without a source."""
    if not refreshed or now - refreshed > timedelta(days=max_age_days):
        return unknown(Reason.STALE, "package lists")
    return judged_all(orphans, expected="every package has a source", actual="0")


CHECK = Check(
    facts={"orphans": ORPHANS, "refreshed": LISTS_REFRESHED, "now": NOW},
    evaluate=evaluate,
)
