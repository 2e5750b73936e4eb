"""Old logs must really be there: what the disk holds, not what is configured.

The oldest copy of a login log, or the journal's first entry, must reach back as
far as the level asks, or as far as the host is old. A copy's time is that of its
last entry, so one rotation period is added in the host's favour.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from audit4.api import (
    JOURNALD,
    LOGFILES,
    LOGROTATE,
    NOW,
    Check,
    DatedStat,
    Journald,
    Logrotate,
    Reason,
    Text,
    Verdict,
    age_days,
    age_of,
    failed,
    passed,
    unknown,
)

# Debian and Ubuntu; RHEL; SUSE and hosts without a file of their own for logins.
LOGS = ("/var/log/auth.log", "/var/log/secure", "/var/log/messages", "/var/log/syslog")


def evaluate(
    logfiles: Mapping[str, DatedStat],
    journald: Journald,
    logrotate: Logrotate,
    now: datetime,
    days: int,
    slack: int = 7,
) -> Verdict:
    """Fail where the oldest entry is younger than `days` and than the host."""
    if logrotate.born is None:
        return unknown(Reason.UNSUPPORTED, "host age")
    age = age_days(logrotate.born, now)
    wanted = min(days, age - slack)
    held = dict(_held(logfiles, logrotate, now))
    if journald.persistent and journald.oldest:
        held["journal"] = age_days(journald.oldest, now)
    actual = [f"{name}: {value:.0f} d" for name, value in held.items()]
    if wanted <= 0 or any(value >= wanted for value in held.values()):
        return passed(actual, expected=f">= {max(wanted, 0):.0f} d")
    return failed(
        actual or "-",
        expected=f">= {wanted:.0f} d",
        items=held,
        message=Text(
            f"Nhật ký trên máy chủ không còn đủ {wanted:.0f} ngày",
            f"Logs on the host do not reach back {wanted:.0f} days",
        ),
    )


def _held(
    logfiles: Mapping[str, DatedStat], logrotate: Logrotate, now: datetime
) -> Iterator[tuple[str, float]]:
    for log in LOGS:
        copies = [
            s for path, s in logfiles.items() if path == log or _copy_of(log, path)
        ]
        if copies:
            rotation = logrotate.of(log)
            period = rotation.period if rotation and rotation.period else 0.0
            # What nothing rotates reaches back to its beginning.
            reach = period if rotation else float("inf")
            yield log, max(age_of(s, now) for s in copies) + reach


def _copy_of(log: str, path: str) -> bool:
    return path.startswith((f"{log}.", f"{log}-"))


CHECK = Check(
    facts={
        "logfiles": LOGFILES,
        "journald": JOURNALD,
        "logrotate": LOGROTATE,
        "now": NOW,
    },
    evaluate=evaluate,
)
