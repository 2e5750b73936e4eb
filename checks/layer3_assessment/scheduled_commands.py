"""Scheduled jobs and local units must not run what anyone could have put there.

Two signs need no history: a program in a folder that everybody, or a user, can
write, and a command that fetches from the network straight into a shell.
"""

import re
from collections.abc import Iterable
from typing import Literal

from audit4.api import CRON, PERSISTENCE, Check, Cron, Persistence, Verdict, judged_all

_LOOSE = re.compile(r"(?<![\w.])(/tmp|/dev/shm|/var/tmp|/run/user)/[\w.]")
_HOME = re.compile(r"(?<![\w.])/home/[\w.]")
_FETCH = re.compile(
    r"\b(curl|wget|fetch|lwp-download)\b[^|;]*\|\s*(sudo\s+)?(ba|da|z|k)?sh\b"
    r"|base64\s+(-d|--decode)[^|]*\|\s*(ba|da|z|k)?sh\b"
    r"|/dev/(tcp|udp)/|\b(nc|ncat|netcat)\b.*\s-\w*e"
)


def evaluate(
    cron: Cron, found: Persistence, judge: Literal["loose", "fetch", "units"]
) -> Verdict:
    """Fail for each job or unit that shows the sign; names its place only."""
    if judge == "units":
        wrong = _units(found)
    else:
        sign = _LOOSE if judge == "loose" else _FETCH
        wrong = [
            f"{e.source} ({e.user})"
            for e in cron.entries
            if sign.search(e.command)
            or (judge == "loose" and _foreign(e.command, e.user))
        ]
    return judged_all(sorted(wrong), expected="none", actual="none")


def _foreign(command: str, user: str) -> bool:
    """Whether root's job runs something out of a user's home."""
    return user == "root" and bool(_HOME.search(command))


def _units(found: Persistence) -> Iterable[str]:
    return [
        f"{u.unit}: {u.program[-80:]}"
        for u in found.units
        if _LOOSE.search(u.program) or _HOME.search(u.program)
    ]


CHECK = Check(facts={"cron": CRON, "found": PERSISTENCE}, evaluate=evaluate)
