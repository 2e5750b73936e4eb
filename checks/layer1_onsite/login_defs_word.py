"""A word in login.defs must be one that the policy allows.

shadow takes the last of several lines, PAM's modules the first: both are judged.
"""

from audit4.api import (
    LOGIN_DEFS,
    Check,
    Exempt,
    LoginDefs,
    Verdict,
    failed,
    not_applicable,
    passed,
)


def evaluate(defs: LoginDefs, key: str, allowed: tuple[str, ...]) -> Verdict:
    """Fail where the key is not set, or to a word that is not in `allowed`."""
    if not defs.present:
        return not_applicable(Exempt.NOT_USED)
    expected = f"{key} {' | '.join(allowed)}"
    said = [v for v in (defs.get(key), defs.pam(key)) if v is not None]
    wrong = [value for value in said if value.upper() not in allowed]
    if wrong or not said:
        return failed(f"{key} {wrong[0] if wrong else '-'}", expected=expected)
    return passed(f"{key} {said[0]}", expected=expected)


CHECK = Check(facts={"defs": LOGIN_DEFS}, evaluate=evaluate)
