"""Block devices: what is mounted, and whether it stands on encryption."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from audit4.evidence import Command, Evidence, Fact, Reason, Undetermined

LSBLK = Command(
    id="disks.lsblk",
    argv=("lsblk", "-Pno", "KNAME,PKNAME,TYPE,MOUNTPOINT"),
    needs_root=False,
)

_PAIR = re.compile(r'\b([A-Z]+)="([^"]*)"')
_DEEPEST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Disks:
    """Where devices are mounted, by kernel name; swap is `[SWAP]`.

    `encrypted` names the devices that are dm-crypt or stand on it entirely.
    """

    mounted: Mapping[str, str]
    encrypted: frozenset[str]


def _parse(seen: Evidence) -> Disks:
    rows = [dict(_PAIR.findall(line)) for line in seen.output(LSBLK).splitlines()]
    if any("KNAME" not in row or "TYPE" not in row for row in rows):
        raise Undetermined(Reason.UNPARSEABLE, "lsblk")
    parents: dict[str, set[str]] = {}
    for row in rows:
        own = parents.setdefault(row["KNAME"], set())
        own |= {row["PKNAME"]} - {""} if "PKNAME" in row else set()
    crypt = {row["KNAME"] for row in rows if row["TYPE"] == "crypt"}
    return Disks(
        mounted={
            row["KNAME"]: row["MOUNTPOINT"] for row in rows if row.get("MOUNTPOINT")
        },
        encrypted=frozenset(n for n in parents if _on_crypt(n, parents, crypt, 0)),
    )


def _on_crypt(
    name: str, parents: Mapping[str, set[str]], crypt: set[str], deep: int
) -> bool:
    if name in crypt:
        return True
    above = parents.get(name, set())
    return (
        bool(above)
        and deep < _DEEPEST
        and all(_on_crypt(p, parents, crypt, deep + 1) for p in above)
    )


DISKS: Fact[Disks] = Fact(name="disks", probes=(LSBLK,), parse=_parse)
