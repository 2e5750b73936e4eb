"""Jobs, units and keys must not be locked against their own administrator.

Miners set the immutable or append-only attribute on what they leave in cron and
in authorized_keys, so that deleting it fails. An administrator who locks files
on purpose names them in `allowed`.
"""

from collections.abc import Collection
from fnmatch import fnmatchcase

from audit4.api import UNCHANGEABLE, Check, Verdict, judged_all


def evaluate(held: tuple[str, ...], allowed: Collection[str] = ()) -> Verdict:
    """Fail for each such file with the attribute; says which."""
    wrong = [
        h
        for h in held
        if not any(fnmatchcase(h.rpartition(" ")[0], a) for a in allowed)
    ]
    return judged_all(sorted(wrong), expected="no +i, no +a", actual="none")


CHECK = Check(facts={"held": UNCHANGEABLE}, evaluate=evaluate)
