"""Updates that wait to be installed, and how old the lists are that say so.

Read from the lists that the host already has: nothing is fetched, nothing is
written. apt is told to keep its caches in memory and to take no lock; zypper
neither logs nor locks; dnf and yum see a read-only disk.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from audit4.evidence import (
    KIB,
    Command,
    Evidence,
    Fact,
    PathStat,
    Probe,
    Reason,
    Stat,
    Undetermined,
)
from audit4.facts.os import OS, OS_PROBES

APT = Command(
    id="updates.apt",
    argv=(
        "apt-get",
        "-s",
        "-q",
        "-o",
        "Dir::Cache::pkgcache=",
        "-o",
        "Dir::Cache::srcpkgcache=",
        "-o",
        "Debug::NoLocking=true",
        "-o",
        "Dir::Log::Planner=/dev/null",
        "dist-upgrade",
    ),
    seconds=60,
    max_bytes=512 * KIB,
    needs_root=False,
)
# dnf and yum write logs and temporary folders whatever they are told, as any
# user. In a mount namespace of their own the disk is read-only, and what they
# write goes to memory that ends with them.
_HIDDEN = (
    "mount -t tmpfs none /var/tmp && mount -t tmpfs none /var/log"
    " && mount --bind /var/cache /var/cache && mount -o remount,bind,ro /var/cache"
    " && mount -o remount,bind,ro / && exec "
)
_SHELL = ("unshare", "--mount", "sh", "-c")
DNF = Command(
    id="updates.dnf",
    argv=(*_SHELL, f"{_HIDDEN}dnf -C -q check-update"),
    seconds=60,
    max_bytes=512 * KIB,
)
DNF_ADVISORIES = Command(
    id="updates.dnf_advisories",
    argv=(*_SHELL, f"{_HIDDEN}dnf -C -q updateinfo list --updates"),
    seconds=60,
    max_bytes=512 * KIB,
)
YUM = Command(
    id="updates.yum",
    argv=(*_SHELL, f"{_HIDDEN}yum -C -q check-update"),
    seconds=60,
    max_bytes=512 * KIB,
)
ZYPPER = Command(
    id="updates.zypper",
    argv=(
        "env",
        "ZYPP_LOGFILE=/dev/null",
        "ZYPP_READONLY_HACK=1",
        "zypper",
        "--no-refresh",
        "--non-interactive",
        "--quiet",
        "list-patches",
    ),
    seconds=60,
    max_bytes=512 * KIB,
)
APK_UPDATES = Command(
    id="updates.apk",
    argv=("apk", "--no-network", "version", "-l", "<"),
    seconds=30,
    needs_root=False,
)
# Each was written by a refresh that succeeded, so none is newer than the last
# one: lists take their server's time, the directory that of a renamed list.
FRESH = Stat(
    id="updates.fresh",
    paths=(
        "/var/lib/apt/lists/*Release",
        "/var/lib/apt/periodic/update-success-stamp",
        "/var/lib/apt/periodic/update-stamp",
        "/var/cache/dnf/*/repodata/repomd.xml",
        "/var/cache/yum/*/*/*/repomd.xml",
        "/var/cache/yum/*/*/*/cachecookie",
        "/var/cache/zypp/raw/*/repodata/repomd.xml",
        "/var/cache/zypp/solv/*/cookie",
        "/var/cache/apk/APKINDEX.*",
    ),
    needs_root=False,
)
REBOOT = Stat(id="updates.reboot", paths=("/run/reboot-required",), needs_root=False)

_APT_INST = re.compile(r"^Inst (\S+) (?:\[(\S+)\] )?\((\S+) (.*?)(?: \[\w+\])?\)")
_NOT_FOUND = 127
_WAITING = 100  # how check-update says that it lists something
_PATCH_FIELDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A package, or with zypper a patch, that a newer version waits for."""

    name: str
    version: str
    security: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Updates:
    """Waiting updates, when the lists behind them were last refreshed at least.

    `refreshed` None means that the host has no lists, so that nothing listed
    says nothing. `reboot` is the mark that Debian's packages leave.
    """

    pending: tuple[Update, ...]
    refreshed: datetime | None
    reboot: bool


def _parse(seen: Evidence) -> Updates:
    family = seen.fact(OS).family
    stats = seen.stats(FRESH)
    return Updates(
        pending=tuple(_pending(seen, family)),
        refreshed=_refreshed(stats, seen.collected_at),
        reboot="/run/reboot-required" in seen.stats(REBOOT),
    )


def _refreshed(stats: Mapping[str, PathStat], now: datetime) -> datetime | None:
    times = [stat.mtime for stat in stats.values() if stat.kind == "f"]
    if not times:
        return None
    if max(times) > now.timestamp() + 86400:  # a day for clocks that differ
        raise Undetermined(Reason.UNPARSEABLE, "package lists from the future")
    return datetime.fromtimestamp(max(times), UTC)


def _pending(seen: Evidence, family: str) -> Iterable[Update]:
    match family:
        case "debian":
            return _apt(seen.output(APT))
        case "rhel" | "amazon":
            return _dnf(seen)
        case "suse":
            return _zypper(_run(seen, ZYPPER))
        case "alpine":
            return _apk(seen.output(APK_UPDATES))
        case _:
            raise Undetermined(Reason.UNSUPPORTED, f"updates of {family}")


def _run(seen: Evidence, command: Command) -> str | None:
    """Output of a tool behind a wrapper; None where there is no such tool."""
    text = seen.output_if_present(command, exits=(0, _WAITING, _NOT_FOUND))
    (item,) = seen.take(command)
    return None if item.exit == _NOT_FOUND else text


def _apt(text: str) -> Iterable[Update]:
    if "Calculating upgrade" not in text and "upgraded," not in text:
        raise Undetermined(Reason.UNPARSEABLE, "apt-get -s")
    found = (_APT_INST.match(line) for line in text.splitlines())
    return [
        Update(name=f[1], version=f[3], security="security" in f[4].lower())
        for f in found
        if f and f[2]  # without an old version it comes in with another's update
    ]


def _dnf(seen: Evidence) -> Iterable[Update]:
    """Rows of `NAME.ARCH  VERSION  REPOSITORY`, one for each package.

    Where the repositories publish no advisories (CentOS), any update may be one
    of security and counts as such.
    """
    text = _run(seen, DNF)
    advisories = "" if text is None else _run(seen, DNF_ADVISORIES) or ""
    text = _run(seen, YUM) if text is None else text
    if text is None:
        raise Undetermined(Reason.MISSING_TOOL, "dnf")
    rows = [line.split() for line in text.partition("Obsoleting")[0].splitlines()]
    secure = {r[2] for r in map(str.split, advisories.splitlines()) if _is_security(r)}
    return [
        Update(
            name=row[0],
            version=row[1],
            security=not advisories.strip() or _advised(row, secure),
        )
        for row in rows
        if len(row) == 3 and "." in row[0]  # noqa: PLR2004 - the three columns
    ]


def _is_security(row: list[str]) -> bool:
    """`RHSA-2024:1 Important/Sec. openssl-1:3.0.7-2.el9.x86_64`."""
    return len(row) == 3 and "sec" in row[1].lower()  # noqa: PLR2004 - three columns


def _advised(row: list[str], secure: Iterable[str]) -> bool:
    name = row[0].rpartition(".")[0]
    return any(s.startswith(f"{name}-") and s[len(name) + 1].isdigit() for s in secure)


def _zypper(text: str | None) -> Iterable[Update]:
    """Rows of `Repository | Name | Category | Severity | … | Status | Summary`."""
    if text is None:
        raise Undetermined(Reason.MISSING_TOOL, "zypper")
    rows = [[c.strip() for c in line.split("|")] for line in text.splitlines()]
    table = [row for row in rows if len(row) > _PATCH_FIELDS]
    if not table and "No updates found" not in text:
        raise Undetermined(Reason.UNPARSEABLE, "zypper list-patches")
    return [
        Update(name=row[1], version="", security=row[2] == "security")
        for row in table
        if "needed" in row[4:] and row[0] != "Repository"
    ]


def _apk(text: str) -> Iterable[Update]:
    """Rows of `name-1.0-r0 < 1.0-r1`; the index does not say which mend flaws."""
    rows = [line.split() for line in text.splitlines() if " < " in line]
    return [Update(name=row[0], version=row[-1], security=True) for row in rows]


UPDATES_PROBES: tuple[Probe, ...] = (
    APT,
    DNF,
    DNF_ADVISORIES,
    YUM,
    ZYPPER,
    APK_UPDATES,
    FRESH,
    REBOOT,
)
UPDATES: Fact[Updates] = Fact(
    name="updates", probes=(*OS_PROBES, *UPDATES_PROBES), parse=_parse
)
