"""The file that sudo logs to must be watched, so that wiping it leaves a trace.

Where sudo logs to syslog alone there is no such file.
"""

from audit4.api import (
    AUDITD,
    SUDOERS,
    Auditd,
    Check,
    Exempt,
    Sudoers,
    Verdict,
    judged_all,
    not_applicable,
    unknown,
)


def evaluate(auditd: Auditd, sudoers: Sudoers) -> Verdict:
    """Fail where no rule watches the file for writes and changed attributes."""
    if auditd.verdict_without:
        return auditd.verdict_without
    file = sudoers.option("logfile") if sudoers.installed else None
    if not isinstance(file, str) or not file:
        for reason, detail in sudoers.unclear:
            return unknown(reason, detail)
        return not_applicable(Exempt.NOT_USED)
    gap = auditd.watch_gap(file, "wa")
    return judged_all(
        filter(None, (gap,)), expected="-p wa", actual=file, lacks="no rule"
    )


CHECK = Check(facts={"auditd": AUDITD, "sudoers": SUDOERS}, evaluate=evaluate)
