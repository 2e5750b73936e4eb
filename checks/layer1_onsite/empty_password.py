"""No account and no group may have an empty password.

Its name is then all that is needed to become it: on the console, by su, and
over the network where sshd or PAM let empty passwords pass.
"""

from collections.abc import Mapping

from audit4.api import (
    ACCOUNTS,
    SHADOW,
    Accounts,
    Check,
    Password,
    Verdict,
    judged_all,
)


def evaluate(accounts: Accounts, shadow: Mapping[str, Password]) -> Verdict:
    """Fail for each account whose password field is empty."""
    empty = {a.name for a in accounts.all if a.field == ""}
    empty |= {p.name for p in shadow.values() if p.empty}
    return judged_all(sorted(empty), expected="≠ ''", actual=str(len(accounts.all)))


CHECK = Check(facts={"accounts": ACCOUNTS, "shadow": SHADOW}, evaluate=evaluate)
