"""Commands in rc.local must be looked at: they start as root at every boot.

The file is obsolete and easily forgotten, hence a favourite of intruders.
"""

from audit4.api import PERSISTENCE, Check, Persistence, Verdict, judged_all


def evaluate(found: Persistence) -> Verdict:
    """Fail for each command of a script that init would run."""
    return judged_all(found.rc_local, expected="no commands", actual="no commands")


CHECK = Check(facts={"found": PERSISTENCE}, evaluate=evaluate)
