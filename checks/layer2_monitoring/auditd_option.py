"""An option of the audit daemon must have an allowed value."""

from collections.abc import Collection

from audit4.api import AUDITD, Auditd, Check, Verdict, failed, passed


def evaluate(auditd: Auditd, option: str, allowed: Collection[str]) -> Verdict:
    """Fail where the value, compared without case, is not allowed or not set.

    Values with an argument (`exec /path`) count by their first word.
    """
    if auditd.verdict_without:
        return auditd.verdict_without
    value = auditd.options.get(option, "")
    words = value.lower().split()
    if words and words[0] in allowed:
        return passed(f"{option} = {value}")
    return failed(
        f"{option} = {value or '(unset)'}",
        expected=f"{option} = {' | '.join(sorted(allowed))}",
    )


CHECK = Check(facts={"auditd": AUDITD}, evaluate=evaluate)
