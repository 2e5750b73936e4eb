"""SUID and SGID programs must be known ones of the distribution, and not loose.

`unexpected`: programs outside the list of those that distributions ship so.
`dangerous`: shells, interpreters and tools that hand their rights on, programs
in folders of users, and programs that others may overwrite; any of them makes
its owner's rights free for all.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fnmatch import translate
from functools import cache
from typing import Literal

from audit4.api import UNUSUAL_FILES, Check, Found, Unusual, Verdict, judged_all

_LOOSE = ("/tmp/", "/var/tmp/", "/dev/shm/", "/home/", "/root/", "/run/user/")  # noqa: S108 - where to look
_WRITE_BY_OTHERS = 0o022


@dataclass(frozen=True, slots=True, kw_only=True)
class SuidProgram:
    """A row of the data file: a path below /usr, `*` and `?` as in a shell."""

    path: str
    package: str = ""
    note: str = ""


def evaluate(
    unusual: Unusual,
    *,
    judge: Literal["unexpected", "dangerous"],
    known: tuple[SuidProgram, ...] = (),
    dangerous: Collection[str] = (),
    allowed: Collection[str] = (),
) -> Verdict:
    """Fail for each program that is not known, or that is dangerous."""
    programs = [f for f in unusual.privileged if f.path not in allowed]
    if judge == "dangerous":
        wrong = list(_dangerous(programs, dangerous))
    else:
        expected = _pattern(tuple(row.path for row in known))
        wrong = [_words(f) for f in programs if not expected.match(_merged(f.path))]
    return judged_all(
        sorted(wrong),
        expected="known SUID and SGID programs",
        actual=f"{len(programs)} programs",
    )


def _dangerous(programs: Iterable[Found], names: Collection[str]) -> Iterable[str]:
    for found in programs:
        name = found.path.rsplit("/", 1)[-1].rstrip("0123456789.-")
        loose = found.path.startswith(_LOOSE) or found.mode & _WRITE_BY_OTHERS
        if name in names or loose:
            yield _words(found)


@cache
def _pattern(paths: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for all known paths: a fleet asks for them host by host."""
    return re.compile("|".join(map(translate, paths)) or r"(?!)")


def _merged(path: str) -> str:
    return path if path.startswith("/usr/") else f"/usr{path}"


def _words(found: Found) -> str:
    return f"{found.path} {found.mode:04o} uid {found.uid} gid {found.gid}"


CHECK = Check(facts={"unusual": UNUSUAL_FILES}, evaluate=evaluate)
