"""The journal must be kept on disk, or a restart wipes the traces.

Storage=auto keeps it only where /var/log/journal exists; what counts is where
the active file lies, together with the setting that decides after a restart.
"""

from audit4.api import (
    JOURNALD,
    Check,
    Exempt,
    Journald,
    Verdict,
    failed,
    not_applicable,
    passed,
)


def evaluate(journald: Journald) -> Verdict:
    """Fail where entries stay in memory."""
    if not journald.active:
        return not_applicable(Exempt.NOT_USED)
    place = "/var/log/journal" if journald.on_disk else "-"
    place = "/run/log/journal" if journald.in_memory else place
    actual = f"Storage={journald.settings['Storage']}, {place}"
    if journald.persistent:
        return passed(actual)
    return failed(actual, expected="Storage=persistent, /var/log/journal")


CHECK = Check(facts={"journald": JOURNALD}, evaluate=evaluate)
