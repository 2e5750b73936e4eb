"""Login messages must be kept for as long as the level asks.

What the rotation guarantees: copies times period, cut by maxage. A size limit
guarantees nothing, since a burst of messages then deletes what is young. The
journal, which by default is bounded by size alone, counts with what it holds
already, else with what it will hold at its present rate.
"""

from collections.abc import Iterator
from datetime import datetime

from audit4.api import (
    JOURNALD,
    LOGROTATE,
    NOW,
    SERVICES,
    SYSLOG,
    Check,
    Journald,
    Logrotate,
    Reason,
    Services,
    Syslog,
    Text,
    Verdict,
    age_days,
    failed,
    passed,
    receives,
    unknown,
)


def evaluate(
    syslog: Syslog,
    journald: Journald,
    logrotate: Logrotate,
    services: Services,
    now: datetime,
    days: int,
    facility: str = "authpriv",
) -> Verdict:
    """Pass where one place keeps the facility for `days`."""
    kept = list(_files(syslog, logrotate, services, facility))
    unclear = ""
    if journald.persistent:
        held, unclear = _journal(journald, now, days)
        kept.append(("journal", held))
    actual = [f"{name}: {_told(held)}" for name, held in kept] or ["-"]
    if any(held is not None and held >= days for _, held in kept):
        return passed(actual, expected=f">= {days} d")
    if unclear:
        return unknown(Reason.UNSUPPORTED, unclear)
    return failed(
        actual,
        expected=f">= {days} d",
        items=[name for name, _ in kept],
        message=Text(
            f"Nhật ký đăng nhập không được bảo đảm lưu đủ {days} ngày",
            f"Login messages are not sure to be kept for {days} days",
        ),
    )


def _files(
    syslog: Syslog, logrotate: Logrotate, services: Services, facility: str
) -> Iterator[tuple[str, float | None]]:
    for daemon in syslog.daemons:
        if any(map(services.running, daemon.services)):
            for rule in receives(daemon.rules, facility):
                if rule.kind == "file":
                    rotation = logrotate.of(rule.path)
                    # What nothing rotates is never deleted.
                    yield rule.path, rotation.days if rotation else float("inf")


def _journal(journald: Journald, now: datetime, days: int) -> tuple[float | None, str]:
    """Days that the journal keeps, and why that cannot be told."""
    bound = journald.max_retention_s
    if bound is not None and bound < days * 86400:
        return bound / 86400, ""
    held = age_days(journald.oldest, now) if journald.oldest else 0.0
    if held >= days:
        return held, ""
    if held < 1 or journald.limit is None or not journald.used:
        return None, f"journal: {held:.1f} d"
    return held * max(journald.limit / journald.used, 1.0), ""


def _told(held: float | None) -> str:
    if held is None:
        return "size"
    return "unlimited" if held == float("inf") else f"{held:.0f} d"


CHECK = Check(
    facts={
        "syslog": SYSLOG,
        "journald": JOURNALD,
        "logrotate": LOGROTATE,
        "services": SERVICES,
        "now": NOW,
    },
    evaluate=evaluate,
)
