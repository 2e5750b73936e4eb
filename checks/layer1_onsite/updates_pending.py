"""No update may wait longer than the policy allows.

"Nothing to install" counts only where the package lists are fresh, and never on
a system out of support, for which nothing is published any more: unless the
inventory says that longer support was bought, or its package lists are there.
"""

from datetime import datetime, timedelta

from audit4.api import (
    EXTENDED_SUPPORT,
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
    Update,
    Updates,
    Verdict,
    failed,
    in_support,
    life_of,
    passed,
    unknown,
)

_SHOWN = 40
_SEVERITIES = ("critical", "important", "moderate", "low")


def evaluate(
    system: OsRelease,
    updates: Updates,
    now: datetime,
    setting: Setting,
    extended: tuple[str, ...],
    *,
    lifecycle: tuple[OsLife, ...],
    max_age_days: int,
    security_only: bool,
) -> Verdict:
    """Fail if updates wait; fresh lists are needed to say that none do."""
    wanted = "0 security updates" if security_only else "0 updates"
    waiting = [u for u in updates.pending if u.security or not security_only]
    if waiting:
        names = list(dict.fromkeys(map(_named, sorted(waiting, key=_urgency))))
        return failed(
            f"{len(names)}",
            expected=wanted,
            items=names[:_SHOWN],
            message=Text(
                f"{len(names)} bản cập nhật chưa được cài đặt",
                f"{len(names)} updates wait to be installed",
            ),
        )
    bought = bool(setting.settings.get("extended_support") or extended)
    if not in_support(life_of(system, lifecycle), now.date(), extended=bought):
        return failed(f"{system.id} {system.version}: end of life", expected=wanted)
    if updates.refreshed is None:
        return unknown(Reason.STALE, "no package lists")
    if now - updates.refreshed > timedelta(days=max_age_days):
        return unknown(Reason.STALE, f"package lists of {updates.refreshed:%Y-%m-%d}")
    return passed(f"{updates.refreshed:%Y-%m-%d}: 0", expected=wanted)


def _urgency(update: Update) -> tuple[int, str]:
    word = update.severity
    return (_SEVERITIES.index(word) if word in _SEVERITIES else 2, update.name)


def _named(update: Update) -> str:
    return " ".join(filter(None, (update.name, update.version, update.severity)))


CHECK = Check(
    facts={
        "system": OS,
        "updates": UPDATES,
        "now": NOW,
        "setting": SETTING,
        "extended": EXTENDED_SUPPORT,
    },
    evaluate=evaluate,
    version=2,
)
