"""Password hashes must lie in shadow, not in passwd, which everybody can read."""

from audit4.api import ACCOUNTS, Accounts, Check, Verdict, judged_all

_NO_HASH = frozenset({"x", "*", "!", "!!", "*LK*", "!*"})


def evaluate(accounts: Accounts) -> Verdict:
    """Fail for each account whose hash, or lack of one, stands in passwd."""
    return judged_all(
        [a.name for a in accounts.all if a.field not in _NO_HASH],
        expected="/etc/passwd: x",
        actual=str(len(accounts.all)),
    )


CHECK = Check(facts={"accounts": ACCOUNTS}, evaluate=evaluate)
