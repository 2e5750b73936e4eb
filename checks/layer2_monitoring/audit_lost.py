"""The kernel must not have dropped audit records since the system started.

A buffer that is too small for the load loses records exactly when much happens.
"""

from audit4.api import AUDITD, Auditd, Check, Verdict, failed, passed


def evaluate(auditd: Auditd, maximum: int = 0) -> Verdict:
    """Fail where more than `maximum` records were lost."""
    if auditd.verdict_without:
        return auditd.verdict_without
    if auditd.lost <= maximum:
        return passed(f"lost {auditd.lost}")
    return failed(f"lost {auditd.lost}", expected=f"lost <= {maximum}")


CHECK = Check(facts={"auditd": AUDITD}, evaluate=evaluate)
