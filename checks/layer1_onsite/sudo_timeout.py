"""sudo must ask for the password again after some minutes.

A negative time means never again: one forgotten terminal is root for good.
"""

from audit4.api import (
    SUDOERS,
    Check,
    Exempt,
    Reason,
    Sudoers,
    Undetermined,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(sudoers: Sudoers, at_most: float) -> Verdict:
    """Fail where timestamp_timeout is negative or above `at_most` minutes."""
    if not sudoers.installed:
        return not_applicable(Exempt.NOT_INSTALLED)
    # `!timestamp_timeout` is 0: ask each time. sudoers(5) has 5 built in.
    values = {"*": sudoers.option("timestamp_timeout")}
    values |= {d.scope: d.value for d in sudoers.exceptions("timestamp_timeout")}
    minutes = {who: _minutes(value) for who, value in values.items()}
    return judged_all(
        [
            f"{who}: timestamp_timeout={n:g}"
            for who, n in minutes.items()
            if not 0 <= n <= at_most
        ],
        expected=f"0 <= timestamp_timeout <= {at_most:g} min",
        unclear=sudoers.unclear,
        actual=f"timestamp_timeout={minutes['*']:g}",
    )


def _minutes(value: str | bool | None) -> float:  # noqa: FBT001
    if value is None or isinstance(value, bool):
        return 0.0 if value is False else 5.0
    try:
        return float(value[:12])
    except ValueError:
        detail = f"timestamp_timeout={value[:40]}"
        raise Undetermined(Reason.UNPARSEABLE, detail) from None


CHECK = Check(facts={"sudoers": SUDOERS}, evaluate=evaluate)
