"""A private host key must be its owner's alone.

Whoever reads it can pose as this server. Some systems give the keys a group of
their own, which holds no account and through which a helper reads them: there,
and only there, the group may read.
"""

from collections.abc import Collection, Mapping

from audit4.api import (
    FILES,
    Check,
    Exempt,
    Files,
    Limit,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(
    files: Files,
    *,
    paths: Collection[str],
    mode: str,
    mode_of_group: Mapping[str, str],
) -> Verdict:
    """Fail for each key that exceeds `mode`, or its group's if it has one."""
    found = [stat for pattern in paths for stat in files.matching(pattern)]
    if not found:
        return not_applicable(Exempt.NOT_USED)
    groups = ("root", *mode_of_group)
    wrong = [
        f"{stat.path}: {why}"
        for stat in found
        for most in [mode_of_group.get(files.groups.get(stat.gid, ""), mode)]
        for why in files.faults(stat, Limit(mode=int(most, 8), groups=groups))
    ]
    return judged_all(wrong, expected=f"<= {mode}, uid 0", actual=f"{len(found)} ok")


CHECK = Check(facts={"files": FILES}, evaluate=evaluate)
