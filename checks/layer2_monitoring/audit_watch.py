"""Changes to files that matter must be recorded, whoever makes them.

Judged on the rules that the kernel holds. A watch on a directory covers what is
below it; a watch for some users only does not count; a path that does not exist
needs none.
"""

from collections.abc import Collection

from audit4.api import (
    AUDITD,
    Auditd,
    Check,
    Exempt,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(auditd: Auditd, paths: Collection[str], perms: str = "wa") -> Verdict:
    """Fail for each existing path that no rule watches for all of `perms`."""
    if auditd.verdict_without:
        return auditd.verdict_without
    there = [path for path in paths if not auditd.absent(path)]
    if not there:
        return not_applicable(Exempt.NOT_USED)
    rules = () if auditd.suppressed else auditd.loaded
    unseen = [p for p in there if not any(r.watches(p, perms) for r in rules)]
    return judged_all(unseen, expected=f"-p {perms}", actual=", ".join(there))


CHECK = Check(facts={"auditd": AUDITD}, evaluate=evaluate)
