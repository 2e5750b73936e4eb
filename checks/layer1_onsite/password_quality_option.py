"""A further demand on new passwords, such as a dictionary, must be in force.

Judged on pwquality's file, its drop-ins and the module's arguments together,
and only where PAM really enforces the module.
"""

from audit4.api import PAM, Check, Pam, Reason, Undetermined, Verdict, failed, passed

# What libpwquality does where nothing is said: pwquality.conf(5).
_DEFAULTS = {
    "dictcheck": "1",
    "difok": "1",
    "enforce_for_root": "0",
    "gecoscheck": "0",
    "maxclassrepeat": "0",
    "maxrepeat": "0",
    "maxsequence": "0",
    "usercheck": "1",
}


def evaluate(
    pam: Pam, option: str, at_least: int, at_most: int | None = None
) -> Verdict:
    """Fail where the number of `option` is out of bounds; a bare word counts as 1."""
    bound = f"..{at_most}" if at_most is not None else ""
    expected = f"pam_pwquality {option} {at_least}{bound}"
    entry = pam.enforced("passwd", "password", "pam_pwquality")
    if entry is None:
        return failed("pam_pwquality -", expected=expected)
    settings = pam.settings(entry)
    if settings.get("enforcing") == "0":
        return failed("pam_pwquality enforcing=0", expected=expected)
    text = settings.get(option, _DEFAULTS.get(option, "0"))
    try:
        value = int(text[:9] or "1")
    except ValueError:
        raise Undetermined(Reason.UNPARSEABLE, f"{option}={text[:40]}") from None
    actual = f"pam_pwquality {option}={value}"
    if value < at_least or (at_most is not None and value > at_most):
        return failed(actual, expected=expected)
    return passed(actual, expected=expected)


CHECK = Check(facts={"pam": PAM}, evaluate=evaluate)
