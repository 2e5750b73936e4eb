"""The kernel must audit: its flag is on, and where asked locked (2).

A locked configuration cannot be changed without a restart, so that an intruder
with root's rights cannot silence it unseen. A lock must come back after a restart.
"""

from collections.abc import Collection

from audit4.api import AUDITD, Auditd, Check, Verdict, failed, passed

_LOCKED = 2


def evaluate(auditd: Auditd, allowed: Collection[int]) -> Verdict:
    """Fail where the flag in force is not one of `allowed`, or only until a restart."""
    if auditd.verdict_without:
        return auditd.verdict_without
    boot = ", -e 2 at boot" if auditd.boot.locked else ""
    actual = f"enabled {auditd.enabled}{boot}"
    lasting = auditd.boot.locked or set(allowed) != {_LOCKED}
    if auditd.enabled in allowed and lasting:
        return passed(actual)
    wanted = f"enabled {' | '.join(map(str, sorted(allowed)))}"
    return failed(actual, expected=wanted if lasting else f"{wanted}, -e 2 at boot")


CHECK = Check(facts={"auditd": AUDITD}, evaluate=evaluate, version=2)
