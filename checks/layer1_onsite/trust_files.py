"""No file may say that other hosts' accounts are let in without a password.

rhosts files outlive the programs that they were made for: rsh, or an SSH server
that is told to read them again, opens the account to whoever has the address.
A link to /dev/null, or a folder of the name, keeps such a file away for good.
"""

from collections.abc import Collection, Iterable

from audit4.api import FILES, HOMES, Check, Files, Home, PathStat, Verdict, judged_all


def evaluate(
    files: Files,
    homes: Iterable[Home],
    *,
    paths: Collection[str],
    names: Collection[str],
) -> Verdict:
    """Fail for each of the paths, and each of the names in a home."""
    in_homes = (
        stat
        for home in homes
        for stat in home.dot_files
        if stat.path.rpartition("/")[2] in names
    )
    of_system = (stat for path in paths for stat in files.named(path))
    wrong = {stat.path for stat in (*of_system, *in_homes) if _counts(stat)}
    return judged_all(sorted(wrong), expected="none", actual="none")


def _counts(stat: PathStat) -> bool:
    return stat.kind in "fl" and stat.target != "/dev/null"


CHECK = Check(facts={"files": FILES, "homes": HOMES}, evaluate=evaluate)
