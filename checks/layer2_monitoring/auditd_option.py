"""An option of the audit daemon must have an allowed value, or be at least a number.

Names and words count without case; the last line of an option counts. A daemon
refuses to start where a word too many follows a value, a comment for one.
"""

import re
from collections.abc import Collection

from audit4.api import AUDITD, Auditd, Check, Verdict, failed, passed

# Words that take an argument: the program to run.
_RUNNING = "exec"


def evaluate(
    auditd: Auditd,
    option: str,
    allowed: Collection[str] = (),
    at_least: int | None = None,
) -> Verdict:
    """Fail where the value is not set, not allowed, or smaller than `at_least`."""
    if auditd.verdict_without:
        return auditd.verdict_without
    value = auditd.options.get(option, "")
    least = f">= {at_least}" if at_least is not None else ""
    expected = " | ".join(filter(None, (*sorted(allowed), least)))
    if _allowed(value.lower().split(), allowed) or _reaches(value, at_least):
        return passed(f"{option} = {value}")
    return failed(f"{option} = {value or '(unset)'}", expected=f"{option} = {expected}")


def _allowed(words: list[str], allowed: Collection[str]) -> bool:
    if not words or words[0] not in allowed:
        return False
    return len(words) == 1 or words[0] == _RUNNING


def _reaches(value: str, at_least: int | None) -> bool:
    number = re.fullmatch(r"\d{1,15}", value, re.ASCII)
    return at_least is not None and number is not None and int(value) >= at_least


CHECK = Check(facts={"auditd": AUDITD}, evaluate=evaluate, version=2)
