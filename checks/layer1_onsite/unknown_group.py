"""Each account's primary group must exist.

A number without a name is handed to the next group that is made, with all the
files that the account's group may read.
"""

from audit4.api import ACCOUNTS, Accounts, Check, Verdict, judged_all


def evaluate(accounts: Accounts) -> Verdict:
    """Fail for each account whose GID no group has."""
    known = {g.gid for g in accounts.groups}
    return judged_all(
        [f"{a.name}: gid {a.gid}" for a in accounts.all if a.gid not in known],
        expected="/etc/group: gid",
        actual=str(len(accounts.all)),
    )


CHECK = Check(facts={"accounts": ACCOUNTS}, evaluate=evaluate)
