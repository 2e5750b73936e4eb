"""The kernel must audit: its flag is on, and where asked locked (2).

A locked configuration cannot be changed without a restart, so that an intruder
with root's rights cannot silence it unseen.
"""

from collections.abc import Collection

from audit4.api import AUDITD, Auditd, Check, Verdict, failed, passed


def evaluate(auditd: Auditd, allowed: Collection[int]) -> Verdict:
    """Fail where the flag in force is not one of `allowed`."""
    if auditd.verdict_without:
        return auditd.verdict_without
    boot = ", -e 2 at boot" if auditd.locked_at_boot else ""
    actual = f"enabled {auditd.enabled}{boot}"
    if auditd.enabled in allowed:
        return passed(actual)
    return failed(actual, expected=f"enabled {' | '.join(map(str, sorted(allowed)))}")


CHECK = Check(facts={"auditd": AUDITD}, evaluate=evaluate)
