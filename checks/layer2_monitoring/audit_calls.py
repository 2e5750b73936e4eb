"""System calls that matter must be recorded, for 64-bit and 32-bit programs alike.

A rule for one architecture is evaded by a program of the other. `narrowing` names
tests that may limit a rule (such as auid, which leaves out services).
"""

from collections.abc import Collection

from audit4.api import AUDITD, Auditd, Check, Verdict, judged_all


def evaluate(
    auditd: Auditd,
    calls: Collection[str],
    arches: Collection[str] = ("b64",),
    narrowing: Collection[str] = ("auid",),
) -> Verdict:
    """Fail for each call and architecture that no rule in force records."""
    if auditd.verdict_without:
        return auditd.verdict_without
    rules = () if auditd.suppressed else auditd.loaded
    missed = [
        f"{arch} {call}"
        for arch in arches
        for call in calls
        if not any(rule.logs(call, arch, narrowing) for rule in rules)
    ]
    return judged_all(missed, expected="-a always,exit -S …", actual=", ".join(calls))


CHECK = Check(facts={"auditd": AUDITD}, evaluate=evaluate)
