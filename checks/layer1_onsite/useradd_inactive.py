"""New accounts must be locked some days after their password has expired.

Without it an expired password can still be changed at log-in, years later, by
whoever knows it.
"""

from audit4.api import LOGIN_DEFS, Check, LoginDefs, Verdict, failed, passed


def evaluate(defs: LoginDefs, at_most: int) -> Verdict:
    """Fail where useradd's INACTIVE is off (-1, not set) or above `at_most` days."""
    days = defs.inactive
    expected = f"0 <= INACTIVE <= {at_most}"
    if days is None:
        return failed("INACTIVE -", expected=expected)
    if not 0 <= days <= at_most:
        return failed(f"INACTIVE={days}", expected=expected)
    return passed(f"INACTIVE={days}", expected=expected)


CHECK = Check(facts={"defs": LOGIN_DEFS}, evaluate=evaluate)
