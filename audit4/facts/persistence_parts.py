"""How each part of the list of what comes back by itself is read from evidence.

`place` and `mark` say what is the same entry in two scans: the file or the key, and
a digest of what it runs. Command lines hold passwords, so of them only the digest
is kept. What a package brought is marked `owned`: it explains a new file, but not
another line in one that was there before.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from audit4.digest import sha256
from audit4.evidence import (
    Evidence,
    ItemStatus,
    PathStat,
    Probe,
    Undetermined,
    stat_of,
)
from audit4.facts import modules
from audit4.facts.accounts import ACCOUNTS
from audit4.facts.cron import CRON
from audit4.facts.cron import SCRIPTS as CRON_SCRIPTS
from audit4.facts.files import FILE_STATS
from audit4.facts.malware import MODULE_HIDING
from audit4.facts.persistence import (
    AUTHORIZED_KEYS,
    AUTHORIZED_KEYS2,
    DECLARED_MODULES,
    PRELOAD,
    RC_LOCAL,
    RC_LOCAL_RHEL,
    RC_STATS,
    UNIT_PROGRAMS,
    key_lines,
    lines_of,
    rc_lines,
    units_of,
)
from audit4.facts.startup import ROOT_STARTUP
from audit4.facts.systemd_conf import texts_of
from audit4.facts.unpackaged import UNPACKAGED

# The stats, among hundreds of others, that a comparison takes.
STAT_PLACES = ("/etc/systemd/system/",)
_TABLES = ("/etc/crontab:", "/etc/cron.d/", "/etc/anacrontab:")
_LOOKED_UP = (
    "/etc/crontab",
    "/etc/anacrontab",
    "/etc/cron.",
    "/etc/systemd/",
    "/usr/local/lib/systemd/",
    "/etc/profile.d/",
    "/etc/modules",
    "/etc/modprobe.d/",
)
_UNIT_FILE = re.compile(r"/systemd/(system|user|system-generators)/")
_START = re.compile(
    r"^/etc/(init\.d|rc\.d/init\.d|update-motd\.d|network|NetworkManager|udev)/"
    r"|/udev/rules\.d/"
)
_VENDOR = re.compile(r"^(/usr)?/lib/systemd/|^/etc/systemd/system/|^/dev/null$|^[^/]")
_SHOWN = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that comes back by itself; `label` is what a reader is shown.

    `id` is a shorter name of it that an inventory may give, such as a fingerprint.
    """

    place: str
    label: str
    mark: str = ""
    id: str = ""
    owned: bool = False


Reader = Callable[[Evidence], Iterable[Entry]]


def _owned(seen: Evidence, path: str) -> bool:
    return path.startswith(_LOOKED_UP) and path not in seen.fact(UNPACKAGED).paths


def _tables(seen: Evidence) -> Iterable[Entry]:
    for job in seen.fact(CRON).entries:
        if job.source.startswith(_TABLES):
            path = job.source.rpartition(":")[0]
            yield Entry(
                place=path,
                label=f"{job.source} ({job.user})",
                mark=sha256(f"{job.user} {job.command}"),
                owned=_owned(seen, path),
            )


def _spool(seen: Evidence) -> Iterable[Entry]:
    for job in seen.fact(CRON).entries:
        if not job.source.startswith(_TABLES):
            yield Entry(
                place=job.source.rpartition(":")[0],
                label=f"{job.source} ({job.user})",
                mark=sha256(job.command),
            )


def _scripts(seen: Evidence) -> Iterable[Entry]:
    """Scripts of the periodic folders: another size or time is another script."""
    paths = seen.fact(UNPACKAGED).paths
    for path, stat in seen.dated_stats(CRON_SCRIPTS).items():
        if path in paths:
            yield Entry(place=path, label=path, mark=f"{stat.size} {stat.mtime}")


def _at(seen: Evidence) -> Iterable[Entry]:
    return (Entry(place=path, label=path) for path in seen.fact(CRON).at_jobs)


def _unit_files(seen: Evidence) -> Iterable[Entry]:
    """Unit files without a package; those below /run were looked up by nobody."""
    programs: dict[str, list[str]] = {}
    for unit in units_of(seen):
        programs.setdefault(unit.unit, []).append(unit.program)
    paths = [p for p in seen.fact(UNPACKAGED).paths if _UNIT_FILE.search(p)]
    for path in sorted({*paths, *(p for p in programs if not _owned(seen, p))}):
        for program in programs.get(path, [""]):
            label = f"{path}: {program[-_SHOWN:]}" if program else path
            yield Entry(place=path, label=label, mark=program)


def _unit_links(seen: Evidence) -> Iterable[Entry]:
    """Units that are links to somewhere else than units belong."""
    for stat in _stats(seen, "/etc/systemd/system/"):
        if stat.kind == "l" and not _VENDOR.match(stat.target):
            label = f"{stat.path} -> {stat.target}"
            yield Entry(place=stat.path, label=label, mark=stat.target)


def _stats(seen: Evidence, place: str) -> Iterable[PathStat]:
    for item in seen.take(FILE_STATS):
        if item.name.startswith(place) and item.status is not ItemStatus.ABSENT:
            yield stat_of(item)


def _preload(seen: Evidence) -> Iterable[Entry]:
    for line in lines_of(seen.file(PRELOAD) or ""):
        yield Entry(place=f"{PRELOAD.path}: {line}", label=f"{PRELOAD.path}: {line}")


def _rc(seen: Evidence) -> Iterable[Entry]:
    for path, line in rc_lines(seen):
        label = f"{path}: {line.split()[0][-_SHOWN:]}"
        yield Entry(place=path, label=label, mark=sha256(line))


def _start(seen: Evidence) -> Iterable[Entry]:
    paths = seen.fact(UNPACKAGED).paths
    return (Entry(place=p, label=p) for p in paths if _START.search(p))


def _shell(seen: Evidence) -> Iterable[Entry]:
    for path, text in seen.fact(ROOT_STARTUP).texts.items():
        owned = _owned(seen, path)
        for number, line in enumerate(text.splitlines(), 1):
            if (bare := line.strip()) and not bare.startswith("#"):
                label = f"{path}:{number}"
                yield Entry(place=path, label=label, mark=sha256(bare), owned=owned)


def _keys(seen: Evidence) -> Iterable[Entry]:
    """Keys by file and fingerprint; other options make it another entry."""
    names = _names(seen)
    for probe in (AUTHORIZED_KEYS, AUTHORIZED_KEYS2):
        for path, text in seen.files(probe).items():
            users = ", ".join(names.get(path.partition("/.ssh/")[0], ()))
            who = f"{path} ({users})" if users else path
            for key in key_lines(path, text):
                known_by = fingerprint(key.blob)
                yield Entry(
                    place=f"{path} {known_by}",
                    label=f"{who}: {key.kind} {known_by}",
                    mark=sha256(key.options),
                    id=known_by,
                )


def _names(seen: Evidence) -> Mapping[str, list[str]]:
    """Accounts by home, as far as known: an earlier scan keeps keys alone."""
    accounts = seen.settle(ACCOUNTS)
    if isinstance(accounts, Undetermined):
        return {}
    homes: dict[str, list[str]] = {}
    for account in accounts.all:
        homes.setdefault(account.home.rstrip("/"), []).append(account.name)
    return homes


def fingerprint(blob: str) -> str:
    """What `ssh-keygen -l` prints of a key; of one that is no base64, of its text."""
    try:
        raw = base64.b64decode(blob, validate=True)
    except (binascii.Error, ValueError):
        raw = blob.encode("utf-8", "surrogatepass")
    digest = base64.b64encode(hashlib.sha256(raw).digest()).decode()
    return f"SHA256:{digest.rstrip('=')}"


def _pam(seen: Evidence) -> Iterable[Entry]:
    paths = seen.fact(UNPACKAGED).paths
    return (Entry(place=p, label=p) for p in paths if "/security/" in p)


def _kernel(seen: Evidence) -> Iterable[Entry]:
    """Loaded modules from outside of the kernel; the kernel's own come and go."""
    for module in seen.fact(MODULE_HIDING).foreign:
        yield Entry(place=module.split()[0], label=module.split()[0])


def _declared(seen: Evidence) -> Iterable[Entry]:
    """Files that name modules to load at boot; they are known by their size alone."""
    for stat in seen.dated_stats(DECLARED_MODULES).values():
        owned = _owned(seen, stat.path)
        mark = f"{stat.kind} {stat.size} {stat.target}"
        yield Entry(place=stat.path, label=stat.path, mark=mark, owned=owned)


def _installs(seen: Evidence) -> Iterable[Entry]:
    """Commands that modprobe runs in place of loading a module."""
    for folder in modules.FILES:
        for path, text in texts_of(seen, folder).items():
            owned = _owned(seen, path)
            for name, command in modules.installs(text):
                if modules.does_nothing(command):
                    continue
                label = f"{path}: install {name}"
                yield Entry(place=path, label=label, mark=sha256(command), owned=owned)


PARTS: Mapping[str, Reader] = {
    "tables": _tables,
    "spool": _spool,
    "scripts": _scripts,
    "at": _at,
    "unit_files": _unit_files,
    "unit_links": _unit_links,
    "preload": _preload,
    "rc": _rc,
    "start": _start,
    "shell": _shell,
    "keys": _keys,
    "pam": _pam,
    "kernel": _kernel,
    "declared": _declared,
    "installs": _installs,
}
PROBES: tuple[Probe, ...] = (
    *CRON.probes,
    *UNPACKAGED.probes,
    UNIT_PROGRAMS,
    FILE_STATS,
    PRELOAD,
    RC_LOCAL,
    RC_LOCAL_RHEL,
    RC_STATS,
    *ROOT_STARTUP.probes,
    AUTHORIZED_KEYS,
    AUTHORIZED_KEYS2,
    *MODULE_HIDING.probes,
    DECLARED_MODULES,
    *modules.FILES,
)
