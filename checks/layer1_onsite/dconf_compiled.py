"""dconf's databases must be as new as the files that they are compiled from.

A setting that was written down and not compiled (`dconf update`) is in no session.
"""

from audit4.api import (
    DESKTOP,
    Check,
    Desktop,
    Exempt,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(desktop: Desktop) -> Verdict:
    """Fail for each database with a newer source, or never compiled."""
    if not desktop.databases:
        return not_applicable(Exempt.NOT_USED)
    stale = [f"/etc/dconf/db/{n}" for n, b in desktop.databases.items() if b.stale]
    return judged_all(
        stale, expected="dconf update", actual=", ".join(desktop.databases)
    )


CHECK = Check(facts={"desktop": DESKTOP}, evaluate=evaluate)
