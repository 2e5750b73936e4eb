"""The operating system must still get security updates from its maker.

After the last day of support flaws stay open for good and "no updates pending"
means nothing. A paid extension counts only where the inventory says that it was
bought (`settings: extended_support: true`).
"""

from datetime import datetime

from audit4.api import (
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
    system: OsRelease, now: datetime, setting: Setting, lifecycle: tuple[OsLife, ...]
) -> Verdict:
    """Fail after the last day; a release that nobody listed is unknown."""
    life = life_of(system, lifecycle)
    bought = bool(setting.settings.get("extended_support"))
    seen = f"{system.id} {system.version}: {life.end}"
    if bought and life.extended_end:
        seen += f", {life.extended} {life.extended_end}"
    if in_support(life, now.date(), extended=bought):
        return passed(seen, expected=f">= {now.date()}")
    return failed(
        seen,
        expected=f">= {now.date()}",
        items=[f"{system.id} {system.version}"],
        message=Text(
            f"{system.name} đã hết hỗ trợ của hãng từ {life.end}",
            f"{system.name} has been out of support since {life.end}",
        ),
    )


CHECK = Check(facts={"system": OS, "now": NOW, "setting": SETTING}, evaluate=evaluate)
