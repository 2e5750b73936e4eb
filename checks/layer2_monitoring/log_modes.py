"""Log files and directories must not be open to those who should not read or write.

Whoever can write a log can wipe his traces; whoever can read it learns names,
addresses and sometimes passwords typed in the wrong field.
"""

from collections.abc import Collection, Mapping
from fnmatch import fnmatchcase

from audit4.api import (
    LOGFILES,
    Check,
    DatedStat,
    Exempt,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(
    logfiles: Mapping[str, DatedStat],
    paths: Collection[str],
    max_mode: str,
    exclude: Collection[str] = (),
    owners: Collection[int] | None = None,
) -> Verdict:
    """Fail for each path with a permission bit outside `max_mode` (octal).

    `owners` are the user ids that may own it; None means any.
    """
    meant = [s for path, s in logfiles.items() if s.kind in "fd" and _in(path, paths)]
    meant = [s for s in meant if not _in(s.path, exclude)]
    if not meant:
        return not_applicable(Exempt.NOT_USED)
    limit = int(max_mode, 8)
    wrong = [
        f"{s.path} {s.mode:04o} {s.uid}:{s.gid}"
        for s in meant
        if s.mode & ~limit & 0o1777 or (owners is not None and s.uid not in owners)
    ]
    return judged_all(sorted(wrong), expected=f"<= {max_mode}", actual=str(len(meant)))


def _in(path: str, patterns: Collection[str]) -> bool:
    return any(
        path.count("/") == p.count("/") and fnmatchcase(path, p) for p in patterns
    )


CHECK = Check(facts={"logfiles": LOGFILES}, evaluate=evaluate)
