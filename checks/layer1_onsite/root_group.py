"""Root's group must be root's alone.

What root makes belongs to it, often with rights for the group: a second account, or
a second group, with GID 0 reads and at times writes what was meant for root.
"""

from typing import Literal

from audit4.api import ACCOUNTS, Accounts, Check, Reason, Verdict, judged_all, unknown

# These accounts have had GID 0 on Red Hat's systems since before there was a rule.
_FORMER = frozenset({"sync", "shutdown", "halt", "operator"})


def evaluate(accounts: Accounts, of: Literal["accounts", "groups"]) -> Verdict:
    """Fail for each account, or each group, with GID 0 that is not root."""
    if of == "groups":
        groups = [g.name for g in accounts.groups if g.gid == 0]
        wrong = [name for name in groups if name != "root"]
        missing = [] if "root" in groups else ["root: gid ≠ 0"]
        return judged_all(wrong + missing, expected="gid 0: root", actual="gid 0: root")
    roots = [a for a in accounts.all if a.name == "root"]
    if not roots:
        return unknown(Reason.UNPARSEABLE, "/etc/passwd: root -")
    moved = [f"root: gid {a.gid}" for a in roots if a.gid]
    shared = [
        a.name
        for a in accounts.all
        if a.gid == 0 and a.name != "root" and not _harmless(accounts, a.name)
    ]
    return judged_all(moved + shared, expected="gid 0: root", actual="gid 0: root")


def _harmless(accounts: Accounts, name: str) -> bool:
    return name in _FORMER and not any(
        accounts.can_log_in(a) for a in accounts.all if a.name == name
    )


CHECK = Check(facts={"accounts": ACCOUNTS}, evaluate=evaluate)
