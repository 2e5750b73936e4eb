"""Installed packages that no enabled source offers, so that nobody mends them."""

import re
from collections.abc import Iterable

from audit4.evidence import KIB, Command, Evidence, Fact, Reason, Undetermined
from audit4.facts.os import OS, OS_PROBES
from audit4.facts.updates import NOT_FOUND, ZYPPER_QUIETLY, dnf_or_yum

# The heading tells "nothing such" from "said nothing".
_LIST = (
    "apt -q -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache="
    " list --installed|sed -n '1p;/,local/p'"
)
APT = Command(
    id="orphans.apt",
    argv=("sh", "-c", _LIST),
    seconds=60,
    max_bytes=128 * KIB,
    needs_root=False,
)
DNF = dnf_or_yum("orphans.dnf", "list --extras", "list extras")
ZYPPER = Command(
    id="orphans.zypper",
    argv=(*ZYPPER_QUIETLY, "packages", "--orphaned"),
    seconds=60,
    max_bytes=128 * KIB,
)

# Kernels stay for the next boot after their sources have dropped them.
_KERNELS = re.compile(r"^(linux-(image|headers|modules|tools)|kernel|gpg-pubkey)")
_APT_ROW = re.compile(r"^([^/\s]+)/\S+ (\S+) \S+ \[installed,local\]$")
_NOTHING = 1


def _parse(seen: Evidence) -> tuple[str, ...]:
    found = sorted(set(_listed(seen, seen.fact(OS).family)))
    return tuple(name for name in found if not _KERNELS.match(name))


def _listed(seen: Evidence, family: str) -> Iterable[str]:
    match family:
        case "debian":
            return _apt(seen.output(APT))
        case "rhel" | "amazon":
            return _dnf(_behind_wrapper(seen, DNF))
        case "suse":
            return _zypper(_behind_wrapper(seen, ZYPPER))
        case _:
            raise Undetermined(Reason.UNSUPPORTED, f"sources of packages of {family}")


def _behind_wrapper(seen: Evidence, command: Command) -> str:
    text = seen.output(command, exits=(0, _NOTHING, NOT_FOUND))
    (item,) = seen.take(command)
    if item.exit == NOT_FOUND:
        raise Undetermined(Reason.MISSING_TOOL, command.id)
    return text


def _apt(text: str) -> list[str]:
    if not text.startswith("Listing"):
        raise Undetermined(Reason.UNPARSEABLE, "apt list")
    rows = (_APT_ROW.match(line) for line in text.splitlines())
    return [f"{row[1]} {row[2]}" for row in rows if row]


def _dnf(text: str) -> list[str]:
    """Rows of `NAME.ARCH  VERSION  @SOURCE` under a heading."""
    rows = [line.split() for line in text.splitlines()]
    return [
        f"{row[0].rpartition('.')[0]} {row[1]}"
        for row in rows
        if len(row) == 3 and "." in row[0]  # noqa: PLR2004 - the three columns
    ]


def _zypper(text: str) -> list[str]:
    """Rows of `S | Repository | Name | Version | Arch`."""
    rows = [[c.strip() for c in line.split("|")] for line in text.splitlines()]
    return [
        f"{row[2]} {row[3]}"
        for row in rows
        if len(row) == 5 and row[0].startswith("i")  # noqa: PLR2004 - the columns
    ]


ORPHANS: Fact[tuple[str, ...]] = Fact(
    name="orphans", probes=(*OS_PROBES, APT, DNF, ZYPPER), parse=_parse
)
