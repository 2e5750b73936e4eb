"""One bad audit rule must not keep those after it from being loaded.

auditctl stops at the first line that it cannot load, such as a watch of a folder
that is gone; `-c` before the rules lets it go on and still report the failure.
"""

from audit4.api import AUDITD, Auditd, Check, Verdict, failed, passed


def evaluate(auditd: Auditd) -> Verdict:
    """Fail where `-c` does not stand before the first rule of the rule files."""
    if auditd.verdict_without:
        return auditd.verdict_without
    if auditd.boot.continues:
        return passed("-c")
    return failed("-", expected="-c")


CHECK = Check(facts={"auditd": AUDITD}, evaluate=evaluate)
