"""An account's home must be there, and be that account's alone.

Without a home a log-in lands in `/`; in a home of somebody else's, that somebody
puts in the files which the account's next log-in runs. Accounts are those that
people can log in with: root, and from the first number for people on.
"""

from collections.abc import Iterable
from typing import Literal

from audit4.api import (
    HOMES,
    Check,
    Exempt,
    Home,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(
    homes: Iterable[Home],
    *,
    judge: Literal["exists", "owner", "group", "mode"],
    mode: str = "0750",
) -> Verdict:
    """Fail for each home that misses the one thing that is judged."""
    judged = [h for h in homes if h.folder or judge == "exists"]
    if not judged:
        return not_applicable(Exempt.NOT_USED)
    wrong = [
        f"{home.account.name}: {home.account.home or '-'}{why}"
        for home in judged
        if (why := _fault(home, judge, int(mode, 8))) is not None
    ]
    expected = {"mode": f"<= {mode}"}.get(judge, judge)
    return judged_all(wrong, expected=expected, actual=f"{len(judged)} ok")


def _fault(home: Home, judge: str, mode: int) -> str | None:
    folder, account = home.folder, home.account
    if folder is None:
        return " absent"
    faults = {
        "exists": None,
        "owner": f" uid {folder.uid}" if folder.uid != account.uid else None,
        "group": f" gid {folder.gid}" if folder.gid != account.gid else None,
        "mode": f" {folder.mode:04o}" if folder.mode & ~mode else None,
    }
    return faults[judge]


CHECK = Check(facts={"homes": HOMES}, evaluate=evaluate)
