"""All that lies below /var/log: files that are not root's alone, and the room left.

One walk lists only files that grant more than 0640 or belong to another user or
group than root; whatever is not listed is root's and closed.
"""

import re
from dataclasses import dataclass

from audit4.evidence import Command, Evidence, Fact, Find, Reason, Undetermined
from audit4.facts.suid import Found, hits

_WIDER = ("0001", "0002", "0004", "0010", "0020", "0100", "2000", "4000")


def _predicate() -> tuple[str, ...]:
    bits = [word for mode in _WIDER for word in ("-o", "-perm", f"-{mode}")]
    others = ("!", "-uid", "0", "-o", "!", "-gid", "0")
    return ("-type", "f", "(", *others, *bits, ")")


TREE = Find(
    id="logs.tree",
    roots=("/var/log",),
    predicate=_predicate(),
    limit=3000,
    seconds=30,
)
# Blocks first, then index nodes, which busybox may not tell.
ROOM = Command(
    id="logs.room",
    argv=("sh", "-c", "df -Pk /var/log; df -Pi /var/log 2>/dev/null; :"),
    needs_root=False,
)

_ROW = re.compile(r"\s(\d{1,18})\s+\d+\s+(-?\d{1,18})\s+(\d{1,3})%\s+/", re.ASCII)
_INODES = re.compile(r"^Filesystem\s+Inodes", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRoom:
    """The file system of /var/log: KiB in all and left, percent used.

    `inodes` is the percentage of index nodes used; None where the file system has
    none to run out of, or df does not tell.
    """

    total: int
    free: int
    used: int
    inodes: int | None


def _tree(seen: Evidence) -> tuple[Found, ...]:
    return hits(seen, TREE)


def _room(seen: Evidence) -> LogRoom:
    blocks, *rest = _INODES.split(seen.output(ROOM), maxsplit=1)
    row = _ROW.search(blocks)
    if not row:
        raise Undetermined(Reason.UNPARSEABLE, "df /var/log")
    nodes = _ROW.search(rest[0]) if rest else None
    return LogRoom(
        total=int(row[1]),
        free=max(int(row[2]), 0),
        used=int(row[3]),
        inodes=int(nodes[3]) if nodes else None,
    )


LOG_TREE: Fact[tuple[Found, ...]] = Fact(name="log_tree", probes=(TREE,), parse=_tree)
LOG_ROOM: Fact[LogRoom] = Fact(name="log_room", probes=(ROOM,), parse=_room)
