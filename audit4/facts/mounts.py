"""What is mounted where, with which options, now."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from audit4.evidence import KIB, Command, Evidence, Fact, Reason, Undetermined

# A command, not a File: the path leads through a link to the reader's own
# process.
MOUNT_TABLE = Command(
    id="mounts.table",
    argv=("cat", "/proc/self/mounts"),
    max_bytes=256 * KIB,
    needs_root=False,
)

_FIELDS = 4
_ESCAPE = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """One mounted file system; of several on one directory the top one."""

    source: str
    target: str
    fstype: str
    options: frozenset[str]


def _parse(seen: Evidence) -> Mapping[str, Mount]:
    rows = [_row(line) for line in seen.output(MOUNT_TABLE).splitlines() if line]
    found = {mount.target: mount for mount in rows}
    if "/" not in found:
        raise Undetermined(Reason.UNPARSEABLE, "/proc/self/mounts")
    return found


def _row(line: str) -> Mount:
    fields = line.split(" ")
    if len(fields) < _FIELDS:
        raise Undetermined(Reason.UNPARSEABLE, "/proc/self/mounts")
    source, target, fstype, options = (_plain(f) for f in fields[:_FIELDS])
    return Mount(
        source=source,
        target=target,
        fstype=fstype,
        options=frozenset(options.split(",")),
    )


def _plain(field: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 8)), field)


MOUNTS: Fact[Mapping[str, Mount]] = Fact(
    name="mounts", probes=(MOUNT_TABLE,), parse=_parse
)
