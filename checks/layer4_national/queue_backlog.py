"""Messages must not wait on disk for long: what waits has not reached the centre.

rsyslog keeps what it cannot send in segments of its queue, and removes each as it
was sent. An old one means that the feed has stood still, or cannot keep up.
"""

from collections.abc import Mapping
from datetime import datetime

from audit4.api import (
    NOW,
    SERVICES,
    SIGNS_OF_LIFE,
    Check,
    DatedStat,
    Exempt,
    Reason,
    Services,
    Verdict,
    age_of,
    judged_all,
    not_applicable,
    unknown,
)

_SPOOLS = ("/var/spool/rsyslog/", "/var/lib/rsyslog/")


def evaluate(
    signs: Mapping[str, DatedStat],
    services: Services,
    now: datetime,
    max_age_hours: int,
) -> Verdict:
    """Fail for each queue segment that is older than `max_age_hours`."""
    if not services.running("rsyslog"):
        return not_applicable(Exempt.NOT_USED)
    ages = {
        path: age_of(stat, now) * 24
        for path, stat in signs.items()
        if path.startswith(_SPOOLS) and stat.kind == "f"
    }
    if any(age < -24 for age in ages.values()):  # noqa: PLR2004 - a day's skew
        return unknown(Reason.UNPARSEABLE, "time in the future")
    return judged_all(
        [path for path, age in ages.items() if age > max_age_hours],
        expected=f"<= {max_age_hours} h",
        actual=f"{len(ages)} segments",
    )


CHECK = Check(
    facts={"signs": SIGNS_OF_LIFE, "services": SERVICES, "now": NOW},
    evaluate=evaluate,
)
