"""Each account and each group must have a name and a number of its own.

Two accounts with one number share each other's files and processes, and the
log shows one of them for both.
"""

from collections import Counter
from typing import Literal

from audit4.api import ACCOUNTS, Accounts, Check, Verdict, judged_all


def evaluate(
    accounts: Accounts, kind: Literal["uid", "user", "gid", "group"]
) -> Verdict:
    """Fail for each number or name that stands more than once."""
    pairs: list[tuple[str, str]] = {
        "uid": [(str(a.uid), a.name) for a in accounts.all],
        "user": [(a.name, str(a.uid)) for a in accounts.all],
        "gid": [(str(g.gid), g.name) for g in accounts.groups],
        "group": [(g.name, str(g.gid)) for g in accounts.groups],
    }[kind]
    times = Counter(key for key, _ in pairs)
    return judged_all(
        [
            f"{kind} {key}: {', '.join(other for k, other in pairs if k == key)}"
            for key, count in times.items()
            if count > 1
        ],
        expected=f"each {kind} once",
        actual=f"{len(times)} × {kind}, each once",
    )


CHECK = Check(facts={"accounts": ACCOUNTS}, evaluate=evaluate)
