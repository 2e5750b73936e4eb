"""Rotation must really run: its state file is rewritten at every run.

Where it stands still, logs fill the disk, and then nothing is logged at all.
"""

from datetime import datetime

from audit4.api import (
    LOGROTATE,
    NOW,
    Check,
    Exempt,
    Logrotate,
    Reason,
    Verdict,
    age_days,
    failed,
    not_applicable,
    passed,
    unknown,
)


def evaluate(logrotate: Logrotate, now: datetime, max_age_days: int) -> Verdict:
    """Fail where the last run is older than `max_age_days`, or never was."""
    expected = f"<= {max_age_days} d"
    if not logrotate.installed:
        return not_applicable(Exempt.NOT_INSTALLED)
    if logrotate.last_run is not None:
        age = age_days(logrotate.last_run, now)
        if age < -1:
            return unknown(Reason.UNPARSEABLE, "logrotate status: future")
        actual = f"{age:.0f} d"
        if age <= max_age_days:
            return passed(actual, expected=expected)
        return failed(actual, expected=expected)
    if logrotate.born and age_days(logrotate.born, now) <= max_age_days:
        return unknown(Reason.STALE, "host is too young")
    return failed("never", expected=expected)


CHECK = Check(facts={"logrotate": LOGROTATE, "now": NOW}, evaluate=evaluate)
