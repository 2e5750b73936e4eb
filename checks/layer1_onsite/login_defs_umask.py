"""UMASK of login.defs must keep others out of what new accounts are given.

useradd and newusers make home folders by it, and pam_umask gives it to sessions.
"""

from audit4.api import (
    LOGIN_DEFS,
    UNTOLD,
    Check,
    Exempt,
    LoginDefs,
    Reason,
    Verdict,
    failed,
    mask_of,
    not_applicable,
    passed,
    unknown,
)


def evaluate(defs: LoginDefs, mask: str) -> Verdict:
    """Fail where UMASK is not set, or a line of it takes away less than `mask`.

    shadow takes the last of several lines, PAM the first: both are judged.
    """
    if not defs.present:
        return not_applicable(Exempt.NOT_USED)
    least = mask_of(mask)
    expected = f"UMASK {least:03o}"
    said = [v for v in (defs.get("UMASK"), defs.pam("UMASK")) if v is not None]
    if not said:
        return failed("UMASK -", expected=expected)
    for value in said:
        if mask_of(value) == UNTOLD:
            return unknown(Reason.UNPARSEABLE, f"UMASK {value[:40]}")
        if mask_of(value) & least != least:
            return failed(f"UMASK {value}", expected=expected)
    return passed(f"UMASK {said[0]}", expected=expected)


CHECK = Check(facts={"defs": LOGIN_DEFS}, evaluate=evaluate)
