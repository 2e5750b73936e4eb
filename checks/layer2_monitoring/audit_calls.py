"""System calls that matter must be recorded, for 64-bit and 32-bit programs alike.

A rule for one architecture is evaded by a program of the other. `narrowing` names
tests that may limit a rule: `auid`, which leaves out services but nobody of the
people, or a whole test such as `euid!=uid`. `outcomes` are exit codes, each of
which must be recorded. Judged on the rules in force and on those of the next start.
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


def evaluate(
    auditd: Auditd,
    calls: Collection[str],
    arches: Collection[str] = ("b64",),
    narrowing: Collection[str] = ("auid",),
    outcomes: Collection[str] = ("",),
) -> Verdict:
    """Fail for each call, architecture and outcome that no rule records."""
    if auditd.verdict_without:
        return auditd.verdict_without
    wanted = [(a, c) for a in arches for c in calls if auditd.knows(c, a)]
    if not wanted:
        return not_applicable(Exempt.NOT_USED)
    missed = [
        auditd.call_gap(call, arch, narrowing, outcome)
        for arch, call in wanted
        for outcome in outcomes
    ]
    return judged_all(
        filter(None, missed),
        expected="-a always,exit -S …",
        actual=", ".join(calls),
        lacks="no rule",
    )


CHECK = Check(facts={"auditd": AUDITD}, evaluate=evaluate, version=2)
