"""Log files must be rotated, and kept for as long as the level asks.

`paths` are judged where they exist; without any, all files that the running syslog
daemons write. What nothing rotates fills the disk in time; what is rotated by size,
or kept in too few copies, is gone too soon. `days` of 0 asks for rotation alone.
"""

from collections.abc import Collection, Mapping

from audit4.api import (
    LOGFILES,
    LOGROTATE,
    SERVICES,
    SYSLOG,
    Check,
    DatedStat,
    Exempt,
    Logrotate,
    Rotation,
    Services,
    Syslog,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(
    syslog: Syslog,
    services: Services,
    logrotate: Logrotate,
    logfiles: Mapping[str, DatedStat],
    paths: Collection[str] = (),
    days: int = 0,
) -> Verdict:
    """Fail for each file that is not rotated, or kept for less than `days`."""
    written = tuple(paths) or [rule.path for rule in syslog.files(services)]
    meant = sorted({path for path in written if path in logfiles})
    if not meant:
        return not_applicable(Exempt.NOT_USED)
    wrong = [
        f"{path}: {why}" for path in meant if (why := _miss(logrotate.of(path), days))
    ]
    expected = f">= {days} d" if days else "logrotate"
    return judged_all(wrong, expected=expected, actual=", ".join(meant))


def _miss(rotation: Rotation | None, days: int) -> str:
    if rotation is None:
        # What nothing rotates is kept for ever.
        return "" if days else "-"
    if not days:
        return "" if rotation.keep >= 0 or rotation.max_age else "rotate -1"
    kept = rotation.days
    if kept is None:
        return "size"
    return "" if kept >= days else f"{kept:.0f} d"


CHECK = Check(
    facts={
        "syslog": SYSLOG,
        "services": SERVICES,
        "logrotate": LOGROTATE,
        "logfiles": LOGFILES,
    },
    evaluate=evaluate,
)
