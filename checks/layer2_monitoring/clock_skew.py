"""The host's clock must agree with the clock of whoever audits it.

Events of several hosts can be put in order only where their clocks agree; a
daemon that says `synchronised` may follow a wrong source.
"""

from audit4.api import SKEW, Check, Verdict, failed, passed


def evaluate(skew: float, max_seconds: int) -> Verdict:
    """Fail where the clocks differ by more than `max_seconds` either way."""
    actual, expected = f"{skew:+.0f} s", f"<= {max_seconds} s"
    if abs(skew) <= max_seconds:
        return passed(actual, expected=expected)
    return failed(actual, expected=expected)


CHECK = Check(facts={"skew": SKEW}, evaluate=evaluate)
