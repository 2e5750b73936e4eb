"""Access lists of files that hold secrets.

An access list hides in the mode: of `0640` nobody can see that a named account
may read too. What a list lets somebody write does show, as the group's right.
Without getfacl, GNU's ls still tells by a plus sign where a list stands: where none
does there is nothing to read, else it takes the tool to say who may.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from audit4.evidence import Command, Evidence, Fact, Reason, Undetermined

# -s: only what has more than the mode says, so that most hosts print nothing.
ACLS = Command(
    id="files.acls",
    argv=(
        "sh",
        "-c",
        (
            "p='/etc/shadow /etc/shadow- /etc/gshadow /etc/gshadow-"
            " /etc/security/opasswd /etc/ssh /etc/sudoers /etc/sudoers.d"
            " /etc/crontab /etc/cron.d /var/spool/cron';"
            "if command -v getfacl >/dev/null;then exec getfacl -RPspn $p;fi;"
            "ls --version >/dev/null 2>&1||exit 127;"
            "find $p ! -type l -exec ls -dln {} + 2>/dev/null|grep '^[^ ]*+'"
        ),
    ),
)
_ENTRY = re.compile(r"^(user|group|mask|other):(\d{0,10}):([r-][w-][x-])")
_MARKED = re.compile(r"[-bcdps][-rwxsStT]{9}\+ ")
_NOT_THERE = 127
_OCTAL = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A named account (`user`) or group that an access list lets read a path."""

    path: str
    kind: str
    id: int


def _parse(seen: Evidence) -> tuple[Reader, ...]:
    (item,) = seen.take(ACLS)
    if item.exit == _NOT_THERE:
        raise Undetermined(Reason.MISSING_TOOL, "getfacl")
    # 1: a path of those is not there, or no file has the plus sign.
    text = seen.output(ACLS, exits=(0, 1))
    if _MARKED.match(text):
        raise Undetermined(Reason.MISSING_TOOL, f"getfacl {text.split()[-1]}"[:80])
    blocks = [b for b in text.split("\n\n") if b.strip()]
    return tuple(reader for block in blocks for reader in _readers(block))


def _readers(block: str) -> list[Reader]:
    head, *lines = block.strip("\n").split("\n")
    if not head.startswith("# file: /"):
        raise Undetermined(Reason.UNPARSEABLE, "getfacl")
    entries = [
        found.groups()
        for line in lines
        if not line.startswith(("#", "default:"))
        for found in [_entry(line)]
    ]
    path = _OCTAL.sub(lambda o: chr(int(o[1], 8)), head.removeprefix("# file: "))
    most = _masks(entries).get("mask", "rwx")
    return [
        Reader(path=path, kind=kind, id=int(name))
        for kind, name, rights in entries
        if name and "r" in rights and "r" in most
    ]


def _masks(entries: list[tuple[str, ...]]) -> Mapping[str, str]:
    return {kind: rights for kind, name, rights in entries if not name}


def _entry(line: str) -> re.Match[str]:
    found = _ENTRY.match(line)
    if not found:
        raise Undetermined(Reason.UNPARSEABLE, "getfacl")
    return found


SECRET_READERS: Fact[tuple[Reader, ...]] = Fact(
    name="secret_readers", probes=(ACLS,), parse=_parse
)
