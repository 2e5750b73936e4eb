"""No unit may start its service with a library put before all others.

LD_PRELOAD and LD_AUDIT of a unit's environment do for one service what
ld.so.preload does for all. Replacements of malloc are the one regular use:
`allowed` names them.
"""

from collections.abc import Collection
from fnmatch import fnmatchcase

from audit4.api import UNIT_PRELOADS, Check, Verdict, judged_all


def evaluate(preloads: tuple[str, ...], allowed: Collection[str] = ()) -> Verdict:
    """Fail for each such setting; names file and library."""
    wrong = [
        p
        for p in preloads
        if not any(fnmatchcase(p.partition("=")[2], a) for a in allowed)
    ]
    return judged_all(sorted(wrong), expected="none", actual="none")


CHECK = Check(facts={"preloads": UNIT_PRELOADS}, evaluate=evaluate)
