"""No update may wait longer than the policy allows.

"Nothing to install" counts only where the package lists are fresh, and never on
a system out of support, for which nothing is published any more.
"""

from datetime import datetime, timedelta

from audit4.api import (
    NOW,
    OS,
    SETTING,
    UPDATES,
    Check,
    OsLife,
    OsRelease,
    Reason,
    Setting,
    Text,
    Updates,
    Verdict,
    failed,
    in_support,
    life_of,
    passed,
    unknown,
)

_SHOWN = 40


def evaluate(
    system: OsRelease,
    updates: Updates,
    now: datetime,
    setting: Setting,
    *,
    lifecycle: tuple[OsLife, ...],
    max_age_days: int,
    security_only: bool,
) -> Verdict:
    """Fail if updates wait; fresh lists are needed to say that none do."""
    wanted = "0 security updates" if security_only else "0 updates"
    waiting = [u for u in updates.pending if u.security or not security_only]
    if waiting:
        names = sorted({f"{u.name} {u.version}".strip() for u in waiting})
        return failed(
            f"{len(names)}",
            expected=wanted,
            items=names[:_SHOWN],
            message=Text(
                f"{len(names)} bản cập nhật chưa được cài đặt",
                f"{len(names)} updates wait to be installed",
            ),
        )
    bought = bool(setting.settings.get("extended_support"))
    if not in_support(life_of(system, lifecycle), now.date(), extended=bought):
        return failed(f"{system.id} {system.version}: end of life", expected=wanted)
    if updates.refreshed is None:
        return unknown(Reason.STALE, "no package lists")
    if now - updates.refreshed > timedelta(days=max_age_days):
        return unknown(Reason.STALE, f"package lists of {updates.refreshed:%Y-%m-%d}")
    return passed(f"{updates.refreshed:%Y-%m-%d}: 0", expected=wanted)


CHECK = Check(
    facts={"system": OS, "updates": UPDATES, "now": NOW, "setting": SETTING},
    evaluate=evaluate,
)
