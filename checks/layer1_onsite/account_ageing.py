"""Passwords of existing accounts must be changed in time, not of new ones alone.

login.defs holds for accounts made after it was set; what binds an account is
its own line in shadow. Accounts without a usable password are passed over.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from audit4.api import (
    ACCOUNTS,
    ADMINS,
    NOW,
    SHADOW,
    Accounts,
    Admins,
    Check,
    Password,
    Verdict,
    judged_all,
)

_DAY = 86400


def evaluate(
    accounts: Accounts,
    shadow: Mapping[str, Password],
    admins: Admins,
    now: datetime,
    field: Literal["maximum", "minimum", "warning", "inactive"],
    at_least: int = 0,
    at_most: int | None = None,
    *,
    admins_only: bool = False,
) -> Verdict:
    """Fail for each account whose field, in days, is empty or out of bounds.

    A password said to be changed in the future never ages, so it fails too.
    """
    today = int(now.timestamp()) // _DAY
    names = [a.name for a in accounts.all if not admins_only or a.name in admins.names]
    held = [p for n in dict.fromkeys(names) if (p := shadow.get(n)) and p.usable]
    high = at_most if at_most is not None else float("inf")
    wrong = []
    for password in held:
        days: int | None = getattr(password, field)
        if days is None or not at_least <= days <= high:
            wrong.append(f"{password.name}: {field} {'-' if days is None else days}")
        elif password.changed is not None and password.changed > today + 1:
            wrong.append(f"{password.name}: changed {password.changed - today} d > 0")
    limit = f" <= {at_most}" if at_most is not None else ""
    return judged_all(
        wrong,
        expected=f"{at_least} <= {field}{limit}",
        unclear=admins.unclear if admins_only else (),
        actual=", ".join(p.name for p in held) or "0",
    )


CHECK = Check(
    facts={"accounts": ACCOUNTS, "shadow": SHADOW, "admins": ADMINS, "now": NOW},
    evaluate=evaluate,
)
