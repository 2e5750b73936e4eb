"""Files that begin with a dot in a home must not let others act as its account.

They are read by programs that the account runs: who can write them runs commands
as that account, and who can read some of them has its passwords or its history.
Links are judged only where a file must not be there at all; one to /dev/null, or
a folder of the name, keeps it away for good.
"""

from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase
from typing import Literal

from audit4.api import (
    HOMES,
    Check,
    Exempt,
    Home,
    PathStat,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(
    homes: Iterable[Home],
    *,
    judge: Literal["absent", "mode", "owner", "group"],
    names: Collection[str] = (".*",),
    mode: str = "0644",
) -> Verdict:
    """Fail for each file with one of the names that misses what is judged."""
    kinds = "fl" if judge == "absent" else "f"
    found = [
        (home, stat)
        for home in homes
        for stat in home.dot_files
        if stat.kind in kinds and stat.target != "/dev/null"
        if any(fnmatchcase(stat.path.rpartition("/")[2], n) for n in names)
    ]
    if not found and judge != "absent":
        return not_applicable(Exempt.NOT_USED)
    wrong = [
        f"{stat.path}{why}"
        for home, stat in found
        if (why := _fault(home, stat, judge, int(mode, 8))) is not None
    ]
    expected = {"mode": f"<= {mode}", "absent": "none"}.get(judge, judge)
    return judged_all(wrong, expected=expected, actual=f"{len(found)} ok")


def _fault(home: Home, stat: PathStat, judge: str, mode: int) -> str | None:
    faults = {
        "absent": "",
        "owner": f": uid {stat.uid}" if stat.uid != home.account.uid else None,
        "group": f": gid {stat.gid}" if stat.gid != home.account.gid else None,
        "mode": f": {stat.mode:04o}" if stat.mode & ~mode else None,
    }
    return faults[judge]


CHECK = Check(facts={"homes": HOMES}, evaluate=evaluate)
