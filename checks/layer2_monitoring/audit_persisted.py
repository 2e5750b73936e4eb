"""Audit rules in force and rules at boot must be the same.

A rule loaded by hand is gone after a restart; a rule only in a file records
nothing until then. A line that is no rule ends the loading of those after it.
"""

from audit4.api import (
    AUDITD,
    Auditd,
    Check,
    Exempt,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(auditd: Auditd) -> Verdict:
    """Fail for each rule that stands on one side only, and for broken lines."""
    if auditd.verdict_without:
        return auditd.verdict_without
    if not auditd.loaded and not auditd.boot.rules and not auditd.boot.broken:
        return not_applicable(Exempt.NOT_USED)
    loaded = {r.identity: r.text for r in auditd.loaded}
    boot = {r.identity: r.text for r in auditd.boot.rules}
    wrong = [f"not at boot: {loaded[i]}" for i in loaded if i not in boot]
    wrong += [f"no rule: {line}" for line in auditd.boot.broken]
    wrong += [f"not loaded: {boot[i]}" for i in boot if i not in loaded]
    return judged_all(
        wrong, expected="rules.d = auditctl -l", actual=f"rules {len(loaded)}"
    )


CHECK = Check(facts={"auditd": AUDITD}, evaluate=evaluate, version=2)
