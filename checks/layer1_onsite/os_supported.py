"""The operating system must still get security updates from its maker.

After the last day of support flaws stay open for good and "no updates pending"
means nothing. A paid extension counts only where the inventory says that it was
bought (`settings: extended_support: true`), or the host has the package lists that
only who bought it gets.
"""

from datetime import date, datetime, timedelta

from audit4.api import (
    EXTENDED_SUPPORT,
    NOW,
    OS,
    SETTING,
    Check,
    OsLife,
    OsRelease,
    Setting,
    Text,
    Verdict,
    failed,
    in_support,
    life_of,
    passed,
)


def evaluate(
    system: OsRelease,
    now: datetime,
    setting: Setting,
    extended: tuple[str, ...],
    *,
    lifecycle: tuple[OsLife, ...],
    days_ahead: int = 0,
) -> Verdict:
    """Fail after the last day, or `days_ahead` before; not listed is unknown."""
    life = life_of(system, lifecycle)
    bought = bool(setting.settings.get("extended_support") or extended)
    day = now.date() + timedelta(days=days_ahead)
    seen = f"{system.id} {system.version}: {life.end}"
    if bought and life.extended_end:
        seen += f", {life.extended} {life.extended_end}"
    if in_support(life, day, extended=bought):
        return passed(seen, expected=f">= {day}")
    last = (bought and life.extended_end) or life.end
    return failed(
        seen,
        expected=f">= {day}",
        items=[f"{system.id} {system.version}"],
        message=_ends(system.name, last, over=last < now.date()),
    )


def _ends(name: str, last: date, *, over: bool) -> Text:
    if over:
        return Text(
            f"{name} đã hết hỗ trợ của hãng từ {last}",
            f"{name} has been out of support since {last}",
        )
    return Text(
        f"{name} sẽ hết hỗ trợ của hãng vào {last}",
        f"{name} will be out of support after {last}",
    )


CHECK = Check(
    facts={
        "system": OS,
        "now": NOW,
        "setting": SETTING,
        "extended": EXTENDED_SUPPORT,
    },
    evaluate=evaluate,
    version=2,
)
