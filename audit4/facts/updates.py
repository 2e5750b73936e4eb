"""Updates that wait to be installed, and how old the lists are that say so.

Read from the lists that the host already has: nothing is fetched, nothing is
written. apt is told to keep its caches in memory and to take no lock; zypper
neither logs nor locks; dnf and yum see a read-only disk.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from audit4.evidence import (
    KIB,
    Command,
    DatedStat,
    Evidence,
    Fact,
    Probe,
    Reason,
    Stat,
    Undetermined,
)
from audit4.facts.os import MACHINE, MACHINE_PROBES, OS, OS_PROBES
from audit4.facts.packages import PACKAGES
from audit4.facts.setting import NOW

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
        # A package on hold waits for its update like any other.
        "--ignore-hold",
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
_READ_ONLY_SHELL = ("unshare", "--mount", "sh", "-c", _HIDDEN)


def dnf_or_yum(probe: str, dnf: str, yum: str) -> Command:
    """Dnf with some words, or yum with others where there is no dnf (RHEL 7)."""
    *shell, hidden = _READ_ONLY_SHELL
    either = (
        f"sh -c 'command -v dnf>/dev/null&&exec dnf -C -q {dnf};exec yum -C -q {yum}'"
    )
    return Command(
        id=probe,
        argv=(*shell, f"{hidden}{either}"),
        seconds=60,
        max_bytes=512 * KIB,
    )


DNF = dnf_or_yum("updates.dnf", "check-update", "check-update")
DNF_ADVISORIES = dnf_or_yum(
    "updates.dnf_advisories", "updateinfo list --updates", "updateinfo list updates"
)
ZYPPER_QUIETLY = (
    "env",
    "ZYPP_LOGFILE=/dev/null",
    "ZYPP_READONLY_HACK=1",
    "zypper",
    "--no-refresh",
    "--non-interactive",
    "--quiet",
)
ZYPPER = Command(
    id="updates.zypper",
    argv=(*ZYPPER_QUIETLY, "list-patches"),
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
    dated=True,
)
REBOOT = Stat(
    id="updates.reboot",
    paths=("/run/reboot-required", "/run/reboot-needed", "/boot/vmlinuz-*"),
    needs_root=False,
)

_APT_INST = re.compile(r"^Inst (\S+) (?:\[(\S+)\] )?\((\S+) (.*?)(?: \[\w+\])?\)")
NOT_FOUND = 127
_WAITING = 100  # how check-update says that it lists something
_NO_REPOSITORIES = 6  # zypper(8)
_PATCH_FIELDS = 4
_ROW = 3  # name, version, repository
_SEVERITIES = ("critical", "important", "moderate", "low")
_CHATTER = ("Security:", "Last metadata", "Loaded plugins", "Loading mirror")
_NUMBERS = re.compile(r"^((?:\d+[.-])*\d+)(.*)$")
# Lists that only who bought longer support gets: Ubuntu Pro, Debian ELTS, RHEL ELS,
# SLES LTSS.
_BOUGHT = re.compile(
    r"esm\.ubuntu\.com_infra|[_.]elts|extended-lts|-els-|LTSS", re.IGNORECASE
)
# Amazon Linux 2023 looks for updates only in the release that it is locked to; a
# new one comes every two weeks or so.
_LOCKED = re.compile(r"^2023\.\d+\.(20\d{6})")
_LOCKED_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A package, or with zypper a patch, that a newer version waits for.

    `severity` is the vendor's word where the package manager tells it.
    """

    name: str
    version: str
    security: bool
    severity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Updates:
    """Waiting updates, when the lists behind them were last refreshed at least.

    `refreshed` None means that the host has no lists, so that nothing listed
    says nothing. `reboot` names what waits for one: the mark that packages leave,
    or a kernel newer than the one that runs.
    """

    pending: tuple[Update, ...]
    refreshed: datetime | None
    reboot: tuple[str, ...]


def _parse(seen: Evidence) -> Updates:
    family = seen.fact(OS).family
    refreshed = _parse_refreshed(seen)
    return Updates(
        # Other managers than apt fail without lists, which is no other answer.
        pending=tuple(_pending(seen, family))
        if refreshed or family == "debian"
        else (),
        refreshed=_locked(seen, refreshed) if family == "amazon" else refreshed,
        reboot=tuple(_reboot(seen)),
    )


def _locked(seen: Evidence, refreshed: datetime | None) -> datetime | None:
    found = _LOCKED.match(seen.fact(PACKAGES).version("system-release") or "")
    if not found or not refreshed:
        return refreshed
    try:
        released = datetime.strptime(found[1], "%Y%m%d").replace(tzinfo=UTC)
    except ValueError:
        raise Undetermined(Reason.UNPARSEABLE, "system-release") from None
    return min(refreshed, released + timedelta(days=_LOCKED_DAYS))


def _reboot(seen: Evidence) -> Iterable[str]:
    paths = seen.stats(REBOOT)
    yield from (path for path in paths if path.startswith("/run/"))
    machine = seen.fact(MACHINE)
    if machine.container:
        return
    running = _release(machine.kernel)
    others = [(path, _release(path.partition("vmlinuz-")[2])) for path in paths]
    yield from (
        path
        for path, (version, flavour) in others
        if flavour == running[1] and version > running[0]
    )


def _release(text: str) -> tuple[tuple[int, ...], str]:
    """`6.1.0-30-amd64`: its numbers in order, and its flavour."""
    found = _NUMBERS.match(text[:80])
    if not found:
        return (), text
    return tuple(int(n) for n in re.split(r"[.-]", found[1])), _flavour(found[2])


def _flavour(text: str) -> str:
    # `.el9_4.x86_64` and `.el9_5.x86_64` are one line of kernels.
    return re.sub(r"\d+", "", text.rpartition(".")[2] if ".el" in text else text)


def _refreshed(stats: Mapping[str, DatedStat], now: datetime) -> datetime | None:
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
    exits = (0, _WAITING, NOT_FOUND, _NO_REPOSITORIES)
    text = seen.output_if_present(command, exits=exits)
    (item,) = seen.take(command)
    return None if item.exit == NOT_FOUND else text


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

    A package of which no advisory speaks (CentOS publishes none) may be one that
    mends a flaw, and counts as such.
    """
    text = _run(seen, DNF)
    if text is None:
        raise Undetermined(Reason.MISSING_TOOL, "dnf")
    advisories = _advisories(_run(seen, DNF_ADVISORIES) or "")
    return [_dnf_update(row, advisories) for row in _dnf_rows(text)]


def _dnf_rows(text: str) -> Iterable[tuple[str, str]]:
    lines = text.partition("Obsoleting")[0].splitlines()
    # yum breaks rows that are too wide for it: the rest follows, indented.
    joined: list[list[str]] = []
    for line in lines:
        words = line.split()
        if not words or line.startswith(_CHATTER):
            continue
        if line[0].isspace() and joined and len(joined[-1]) < _ROW:
            joined[-1] += words
        else:
            joined.append(words)
    return [(r[0], r[1]) for r in joined if len(r) == _ROW and "." in r[0]]


def _advisories(text: str) -> Mapping[str, str]:
    """Kind by package, as `RHSA-2024:1 Important/Sec. openssl-1:3.0.7-2.el9.x86_64`."""
    rows = (line.split() for line in text.splitlines())
    found: dict[str, str] = {}
    for row in rows:
        if len(row) == _ROW and "Sec" not in found.get(row[2], ""):
            found[row[2]] = row[1]
    return found


def _dnf_update(row: tuple[str, str], advisories: Mapping[str, str]) -> Update:
    name, version = row
    stem = name.rpartition(".")[0] + "-"
    kinds = [
        kind
        for package, kind in advisories.items()
        if package.startswith(stem) and package[len(stem) :][:1].isdigit()
    ]
    secure = [kind for kind in kinds if "sec" in kind.lower()]
    words = [kind.partition("/")[0].lower() for kind in secure]
    return Update(
        name=name,
        version=version,
        security=bool(secure) or not kinds,
        severity=next((s for s in _SEVERITIES if s in words), ""),
    )


def _zypper(text: str | None) -> Iterable[Update]:
    """Rows of `Repository | Name | Category | Severity | … | Status | Summary`."""
    if text is None:
        raise Undetermined(Reason.MISSING_TOOL, "zypper")
    rows = [[c.strip() for c in line.split("|")] for line in text.splitlines()]
    table = [row for row in rows if len(row) > _PATCH_FIELDS]
    if not table and "No updates found" not in text:
        raise Undetermined(Reason.UNPARSEABLE, "zypper list-patches")
    return [
        Update(name=row[1], version="", security=row[2] == "security", severity=row[3])
        for row in table
        if "needed" in row[4:] and row[0] != "Repository"
    ]


def _apk(text: str) -> Iterable[Update]:
    """Rows of `name-1.0-r0 < 1.0-r1`; the index does not say which mend flaws."""
    if not text.startswith("Installed:"):
        raise Undetermined(Reason.UNPARSEABLE, "apk version")
    rows = [line.split() for line in text.splitlines() if " < " in line]
    return [Update(name=row[0], version=row[-1], security=True) for row in rows]


def _parse_refreshed(seen: Evidence) -> datetime | None:
    return _refreshed(seen.dated_stats(FRESH), seen.fact(NOW))


def _parse_extended(seen: Evidence) -> tuple[str, ...]:
    return tuple(path for path in seen.dated_stats(FRESH) if _BOUGHT.search(path))


UPDATES_PROBES: tuple[Probe, ...] = (
    APT,
    DNF,
    DNF_ADVISORIES,
    ZYPPER,
    APK_UPDATES,
    FRESH,
    REBOOT,
)
UPDATES: Fact[Updates] = Fact(
    name="updates",
    probes=(*OS_PROBES, *MACHINE_PROBES, *PACKAGES.probes, *UPDATES_PROBES),
    parse=_parse,
)
LISTS_REFRESHED: Fact[datetime | None] = Fact(
    name="lists_refreshed", probes=(FRESH,), parse=_parse_refreshed
)
EXTENDED_SUPPORT: Fact[tuple[str, ...]] = Fact(
    name="extended_support", probes=(FRESH,), parse=_parse_extended
)
