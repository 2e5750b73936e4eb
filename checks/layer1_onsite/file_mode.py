"""A file must not grant more rights, nor belong to others, than the policy says.

`mode` is the most that is allowed, `bits` what must be set besides (the sticky
bit of shared folders). Group 0 is always allowed, since it holds root alone.
"""

from collections.abc import Collection

from audit4.api import (
    FILES,
    Check,
    Exempt,
    Files,
    Limit,
    Verdict,
    failed,
    judged_all,
    not_applicable,
)


def evaluate(
    files: Files,
    *,
    paths: Collection[str],
    mode: str,
    owners: Collection[int] = (0,),
    groups: Collection[str] = (),
    bits: str = "0",
    required: bool = False,
    where: Collection[str] = (),
) -> Verdict:
    """Fail for each path that exceeds; no `owners` or `groups` = any.

    Judged only where one of the paths in `where` is there: the program that
    reads the files.
    """
    if where and not files.there(where):
        return not_applicable(Exempt.NOT_INSTALLED)
    found = [stat for pattern in paths for stat in files.matching(pattern)]
    expected = f"<= {mode}" + (
        f", uid {' | '.join(map(str, owners))}" if owners else ""
    )
    if not found:
        if required:
            return failed("absent", expected=expected, items=paths)
        return not_applicable(Exempt.NOT_USED)
    limit = Limit(mode=int(mode, 8), owners=owners, groups=groups, bits=int(bits, 8))
    wrong = [f"{s.path}: {why}" for s in found for why in files.faults(s, limit)]
    return judged_all(wrong, expected=expected, actual=f"{len(found)} ok")


CHECK = Check(facts={"files": FILES}, evaluate=evaluate)
