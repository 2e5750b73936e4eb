"""A group that may read secrets, such as shadow, must have no members.

Its programs run with its rights by themselves; a member reads all password hashes.
"""

from audit4.api import (
    ACCOUNTS,
    Accounts,
    Check,
    Exempt,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(accounts: Accounts, group: str) -> Verdict:
    """Fail for each member, those whose primary group it is included."""
    if not any(g.name == group for g in accounts.groups):
        return not_applicable(Exempt.NOT_USED)
    return judged_all(
        sorted(accounts.members(group)), expected=f"{group}: -", actual=f"{group}: -"
    )


CHECK = Check(facts={"accounts": ACCOUNTS}, evaluate=evaluate)
