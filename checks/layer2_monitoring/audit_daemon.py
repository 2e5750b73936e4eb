"""The audit daemon must be running, so that records reach the disk.

The kernel names the daemon's process itself; an active unit alone is no proof.
"""

from audit4.api import AUDITD, Auditd, Check, Verdict, failed, passed


def evaluate(auditd: Auditd) -> Verdict:
    """Fail where the kernel knows no daemon."""
    if auditd.verdict_without:
        return auditd.verdict_without
    if auditd.pid:
        return passed(f"pid {auditd.pid}")
    return failed("pid 0", expected="auditd")


CHECK = Check(facts={"auditd": AUDITD}, evaluate=evaluate)
