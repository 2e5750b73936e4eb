"""Scheduled jobs and local units must not run what anyone could have put there.

Two signs need no history: a program in a folder that everybody, or a user, can
write, and a command that fetches from the network straight into a shell.
"""

import re
from collections.abc import Callable, Iterable
from typing import Literal

from audit4.api import (
    CRON,
    PERSISTENCE,
    Check,
    Cron,
    CronEntry,
    Persistence,
    Verdict,
    judged_all,
    runs_what_it_fetches,
)

_LOOSE = re.compile(r"(?<![\w.])(/tmp|/dev/shm|/var/tmp|/run/user)/[\w.]")
_HOME = re.compile(r"(?<![\w.])/home/[\w.]")


def evaluate(
    cron: Cron, found: Persistence, judge: Literal["loose", "fetch", "units"]
) -> Verdict:
    """Fail for each job or unit that shows the sign; names its place only."""
    if judge == "units":
        wrong = _units(found)
    elif judge == "fetch":
        wrong = _places(cron, lambda e: runs_what_it_fetches(e.command))
    else:
        wrong = _places(cron, _is_loose)
    return judged_all(sorted(wrong), expected="none", actual="none")


def _places(cron: Cron, shows: Callable[[CronEntry], bool]) -> Iterable[str]:
    return [f"{e.source} ({e.user})" for e in cron.entries if shows(e)]


def _is_loose(entry: CronEntry) -> bool:
    """Whether it runs what others could have put there; root's job, a user's too."""
    of_user = entry.user == "root" and _HOME.search(entry.command)
    return bool(_LOOSE.search(entry.command) or of_user)


def _units(found: Persistence) -> Iterable[str]:
    return [
        f"{u.unit}: {u.program[-80:]}"
        for u in found.units
        if _LOOSE.search(u.program) or _HOME.search(u.program)
    ]


CHECK = Check(facts={"cron": CRON, "found": PERSISTENCE}, evaluate=evaluate, version=2)
