"""A number in login.defs, the rule for accounts yet to be made, must be in bounds.

Existing accounts keep what they were made with; other checks judge those.
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


def evaluate(
    defs: LoginDefs, key: str, at_least: int | None = None, at_most: int | None = None
) -> Verdict:
    """Fail where the key is not set, or out of bounds."""
    if not defs.present:
        return not_applicable(Exempt.NOT_USED)
    bounds = [f">= {at_least}"] if at_least is not None else []
    bounds += [f"<= {at_most}"] if at_most is not None else []
    expected = f"{key} {', '.join(bounds)}"
    value = defs.number(key)
    if value is None:
        return failed(f"{key} -", expected=expected)
    low = at_least if at_least is not None else float("-inf")
    high = at_most if at_most is not None else float("inf")
    actual = f"{key} {value}"
    if low <= value <= high:
        return passed(actual, expected=expected)
    return failed(actual, expected=expected)


CHECK = Check(facts={"defs": LOGIN_DEFS}, evaluate=evaluate)
