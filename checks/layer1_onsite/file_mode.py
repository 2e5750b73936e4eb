"""A file must not grant more rights, nor belong to others, than the policy says.

`mode` is the most that is allowed, `bits` what must be set besides (the sticky
bit of shared folders). Group 0 is always allowed, since it holds root alone.
"""

from collections.abc import Collection, Iterable

from audit4.api import (
    FILES,
    Check,
    Exempt,
    Files,
    PathStat,
    Verdict,
    failed,
    judged_all,
    not_applicable,
)

_ALL_BITS = 0o7777


def evaluate(
    files: Files,
    *,
    paths: Collection[str],
    mode: str,
    owners: Collection[int] = (0,),
    groups: Collection[str] = (),
    bits: str = "0",
    required: bool = False,
) -> Verdict:
    """Fail for each path that exceeds; no `owners` or `groups` = any."""
    found = [stat for pattern in paths for stat in files.matching(pattern)]
    expected = f"<= {mode}" + (
        f", uid {' | '.join(map(str, owners))}" if owners else ""
    )
    if not found:
        if required:
            return failed("absent", expected=expected, items=paths)
        return not_applicable(Exempt.NOT_USED)
    wrong = [
        f"{stat.path}: {why}"
        for stat in found
        if stat.kind != "l"  # to a package's own file, or to nothing
        for why in _wrong(stat, files, int(mode, 8), int(bits, 8), owners, groups)
    ]
    return judged_all(wrong, expected=expected, actual=f"{len(found)} ok")


def _wrong(
    stat: PathStat,
    files: Files,
    mode: int,
    bits: int,
    owners: Collection[int],
    groups: Collection[str],
) -> Iterable[str]:
    if stat.mode & _ALL_BITS & ~(mode | bits) or stat.mode & bits != bits:
        yield f"{stat.mode:04o}"
    if owners and stat.uid not in owners:
        yield f"uid {stat.uid}"
    if groups and stat.gid != 0 and files.groups.get(stat.gid) not in groups:
        yield f"gid {stat.gid}"


CHECK = Check(facts={"files": FILES}, evaluate=evaluate)
