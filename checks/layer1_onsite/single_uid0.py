"""Only root may have UID 0.

A second name for UID 0 is root under another name: it escapes rules that name
root, and the log cannot tell the two apart.
"""

from audit4.api import ACCOUNTS, Accounts, Check, Reason, Verdict, judged_all, unknown


def evaluate(accounts: Accounts) -> Verdict:
    """Fail for each account with UID 0 that is not root."""
    roots = [a.name for a in accounts.all if a.uid == 0]
    if not roots:
        return unknown(Reason.UNPARSEABLE, "/etc/passwd: uid 0 -")
    return judged_all(
        [name for name in roots if name != "root"],
        expected="uid 0: root",
        actual=f"uid 0: {', '.join(roots)}",
    )


CHECK = Check(facts={"accounts": ACCOUNTS}, evaluate=evaluate)
