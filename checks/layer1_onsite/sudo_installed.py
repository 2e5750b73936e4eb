"""Administrators must have sudo to act with, under their own names.

Without it root's password is shared, and no log says who has used it.
"""

from audit4.api import SUDOERS, Check, Sudoers, Verdict, failed, passed


def evaluate(sudoers: Sudoers) -> Verdict:
    """Fail where there is no sudo."""
    if not sudoers.installed:
        return failed("sudo: -", expected="sudo", items=["sudo"])
    return passed("sudo", expected="sudo")


CHECK = Check(facts={"sudoers": SUDOERS}, evaluate=evaluate)
