"""No library may be loaded into every program by `/etc/ld.so.preload`.

User-space rootkits hide there; hardly any regular software uses it. What does
(some monitoring agents) is named in `allowed`.
"""

from collections.abc import Collection

from audit4.api import PERSISTENCE, Check, Persistence, Verdict, judged_all


def evaluate(found: Persistence, allowed: Collection[str] = ()) -> Verdict:
    """Fail for each library that is not allowed."""
    wrong = [line for line in found.preload if line not in allowed]
    return judged_all(wrong, expected="empty", actual="empty")


CHECK = Check(facts={"found": PERSISTENCE}, evaluate=evaluate)
