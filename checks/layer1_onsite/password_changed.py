"""No password may have been changed in the future.

Such a password does not age: the day on which it must be changed lies as far ahead
as the date was set. It comes from a clock that was wrong, or from somebody's hand.
"""

from collections.abc import Mapping
from datetime import datetime

from audit4.api import NOW, SHADOW, Check, Password, Verdict, judged_all

_DAY = 86400


def evaluate(shadow: Mapping[str, Password], now: datetime) -> Verdict:
    """Fail for each account whose password's date lies ahead; locked ones, too.

    Of a date tomorrow time zones may be the cause, so that is let pass.
    """
    today = int(now.timestamp()) // _DAY
    held = [p for p in shadow.values() if p.scheme is not None or p.empty]
    return judged_all(
        [
            f"{p.name}: +{p.changed - today} d"
            for p in held
            if p.changed is not None and p.changed > today + 1
        ],
        expected="lastchg <= 0 d",
        actual=str(len(held)),
    )


CHECK = Check(facts={"shadow": SHADOW, "now": NOW}, evaluate=evaluate)
