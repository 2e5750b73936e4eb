"""A file must not grant more rights, nor belong to others, than the policy says.

`mode` is the most that is allowed, `bits` what must be set besides (the sticky
bit of shared folders). Group 0 is always allowed, since it holds root alone.
"""

import re
from collections.abc import Collection, Iterator, Mapping

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


# What a shell takes as it is, and as a pattern of names.
_PLAIN = re.compile(r"[\w./*?\[\]-]+")
_STICKY = 0o1000


def mend(
    *,
    paths: Collection[str],
    mode: str,
    owners: Collection[int] = (0,),
    groups: Collection[str] = (),
    bits: str = "0",
    **_unused: object,
) -> Mapping[str, str]:
    """Take away what is too much; what is stricter already stays as it is."""
    if not all(map(_PLAIN.fullmatch, paths)) or int(bits, 8) & ~_STICKY:
        return {}
    lines = ['[ -e "$file" ] || continue']
    if tuple(owners) == (0,):
        lines.append('chown root "$file"')
    if groups:
        group = next((g for g in groups if g != "root"), "root")
        rest = "" if group == "root" else ' || chgrp root "$file"'
        lines.append(f'chgrp {group} "$file"{rest}')
    if less := ",".join(_taken(int(mode, 8))):
        lines.append(f'chmod {less} "$file"')
    if int(bits, 8):
        lines.append('chmod +t "$file"')
    body = "".join(f"  {line}\n" for line in lines)
    return {"any": f"for file in {' '.join(paths)}; do\n{body}done"}


def _taken(mode: int) -> Iterator[str]:
    """By whom, as chmod writes it: all rights that a mode does not grant."""
    for who, shift, special in (("u", 6, 0o4000), ("g", 3, 0o2000), ("o", 0, 0)):
        rights = [
            letter
            for letter, bit in (("r", 4), ("w", 2), ("x", 1))
            if not mode >> shift & bit
        ]
        if special and not mode & special:
            rights.append("s")
        if rights:
            yield f"{who}-{''.join(rights)}"


CHECK = Check(facts={"files": FILES}, evaluate=evaluate, mend=mend)
