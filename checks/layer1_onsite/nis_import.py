"""passwd and group must not take in accounts of NIS by a `+` line.

Such a line lets a directory without encryption or proof of origin name new
accounts, and a program that does not know the sign takes `+` for a user.
"""

from audit4.api import ACCOUNTS, Accounts, Check, Verdict, judged_all


def evaluate(accounts: Accounts) -> Verdict:
    """Fail for each line that begins with `+`."""
    return judged_all(accounts.imports, expected="≠ +", actual="-")


CHECK = Check(facts={"accounts": ACCOUNTS}, evaluate=evaluate)
