"""Other ways in which something comes back by itself: boot, loader, keys.

Of unit files only the programs leave the host, and more of a line only up to a
path in a folder that everybody can write: arguments and environment of a unit
hold passwords.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit4.evidence import (
    KIB,
    Command,
    Evidence,
    Fact,
    File,
    Reason,
    Stat,
    Undetermined,
)
from audit4.facts.accounts import ACCOUNTS, Account

PRELOAD = File(id="persistence.preload", path="/etc/ld.so.preload", needs_root=False)
RC_LOCAL = File(id="persistence.rc_local", path="/etc/rc.local")
RC_LOCAL_RHEL = File(id="persistence.rc_local_rhel", path="/etc/rc.d/rc.local")
RC_STATS = Stat(
    id="persistence.rc_stats",
    paths=("/etc/rc.local", "/etc/rc.d/rc.local"),
    needs_root=False,
)
DECLARED_MODULES = Stat(
    id="persistence.modules",
    paths=("/etc/modules", "/etc/modules-load.d/*"),
    dated=True,
    needs_root=False,
)
_PROGRAM = (
    r"^Exec[A-Za-z]+=([^[:space:]]*"
    r"|.*(/tmp/|/dev/shm/|/var/tmp/|/home/|/run/user/)[^[:space:];]*)"
)
UNIT_PROGRAMS = Command(
    id="persistence.unit_programs",
    argv=(
        "grep",
        "-rHosE",
        _PROGRAM,
        "/etc/systemd/system",
        "/run/systemd/system",
        "/usr/local/lib/systemd/system",
        "/etc/systemd/user",
    ),
    max_bytes=256 * KIB,
)
# Of a line only the variable itself: an environment holds passwords too.
PRELOADS = Command(
    id="persistence.preloads",
    argv=(
        "sh",
        "-c",
        (
            "find /etc/systemd/system /run/systemd/system /usr/local/lib/systemd/system"
            " /usr/lib/systemd/system /lib/systemd/system /etc/default /etc/sysconfig"
            " /etc/environment -type f -exec awk '!/^[ \\t]*[#;]/&&"
            'match($0,/LD_(PRELOAD|AUDIT)=[^ \\t"]+/)'
            '{print FILENAME":"substr($0,RSTART,RLENGTH)}'
            r"/^Exec.*((curl|wget) .*\| *(\/[a-z\/]*)?[bdkz]?a?sh([^a-z.]|$)"
            r"|sh .*\((curl|wget) |\/dev\/(tcp|udp)\/)/"
            '{print FILENAME":"}\' {} +;echo .'
        ),
    ),
)
AUTHORIZED_KEYS = File(id="persistence.authorized_keys", path="~/.ssh/authorized_keys")
AUTHORIZED_KEYS2 = File(
    id="persistence.authorized_keys2", path="~/.ssh/authorized_keys2"
)

_UNIT_LINE = re.compile(r"^(/[^:]+):Exec\w+=[-@:+!|]*(.*)$")
_KEY_TYPE = re.compile(r"(?:^|\s)((?:ssh|sk-ssh|ecdsa|sk-ecdsa)-[\w@.-]+)\s+(\S+)(.*)$")
_SHORT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitProgram:
    """A program that a local unit file starts."""

    unit: str
    program: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginKey:
    """A public key that opens accounts; `end` are its last characters.

    `accounts` are all whose home the file lies in; several may share a home.
    """

    path: str
    accounts: tuple[Account, ...]
    kind: str
    comment: str
    end: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLine:
    """A line of authorized_keys; `blob` is the key itself, in base64."""

    options: str
    kind: str
    blob: str
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Persistence:
    """Preloaded libraries, commands of rc.local, local units, keys."""

    preload: tuple[str, ...]
    rc_local: tuple[str, ...]
    units: tuple[UnitProgram, ...]


def _parse(seen: Evidence) -> Persistence:
    return Persistence(
        preload=tuple(lines_of(seen.file(PRELOAD) or "")),
        rc_local=tuple(f"{path}: {line.split()[0]}" for path, line in rc_lines(seen)),
        units=tuple(units_of(seen)),
    )


def lines_of(text: str) -> Iterable[str]:
    """Lines without comments and blank ones."""
    bare = (line.partition("#")[0].strip() for line in text.splitlines())
    return [line for line in bare if line]


def rc_lines(seen: Evidence) -> Iterable[tuple[str, str]]:
    """Commands by file, only of a script that init may execute and before its exit."""
    stats = seen.stats(RC_STATS)
    for file in (RC_LOCAL, RC_LOCAL_RHEL):
        stat = stats.get(file.path)
        if stat is None or stat.kind != "f" or not stat.mode & 0o111:
            continue
        for line in lines_of(seen.file(file) or ""):
            if line.split()[0] == "exit":
                break
            yield file.path, line


def units_of(seen: Evidence) -> Iterable[UnitProgram]:
    """Programs of local units; grep ends with 2 where one of its folders is absent."""
    for line in seen.output(UNIT_PROGRAMS, exits=(0, 1, 2)).splitlines():
        if found := _UNIT_LINE.match(line):
            yield UnitProgram(unit=found[1], program=found[2])


def _told(seen: Evidence) -> list[str]:
    lines = seen.output(PRELOADS).splitlines()
    if lines[-1:] != ["."]:
        raise Undetermined(Reason.UNPARSEABLE, "units")
    return lines[:-1]


def _preloads(seen: Evidence) -> tuple[str, ...]:
    lines = _told(seen)
    return tuple(sorted({line for line in lines if not line.endswith(":")}))


def _fetches(seen: Evidence) -> tuple[str, ...]:
    lines = _told(seen)
    return tuple(sorted({line[:-1] for line in lines if line.endswith(":")}))


def _keys(seen: Evidence) -> tuple[LoginKey, ...]:
    accounts = seen.fact(ACCOUNTS).all
    homes: dict[str, list[Account]] = {}
    for account in accounts:
        homes.setdefault(account.home.rstrip("/"), []).append(account)
    return tuple(
        key
        for probe in (AUTHORIZED_KEYS, AUTHORIZED_KEYS2)
        for path, text in seen.files(probe).items()
        for key in _keys_of(path, text, homes)
    )


def _keys_of(
    path: str, text: str, homes: Mapping[str, list[Account]]
) -> Iterable[LoginKey]:
    home = path.partition("/.ssh/")[0]
    for key in key_lines(path, text):
        yield LoginKey(
            path=path,
            accounts=tuple(homes.get(home, ())),
            kind=key.kind,
            comment=key.comment,
            end=key.blob[-_SHORT:],
        )


def key_lines(path: str, text: str) -> Iterable[KeyLine]:
    """The keys of a file.

    Raises:
        Undetermined: a line is no key (`unparseable`).
    """
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not (found := _KEY_TYPE.search(line)):
            raise Undetermined(Reason.UNPARSEABLE, path)
        yield KeyLine(
            options=line[: found.start(1)].strip(),
            kind=found[1],
            blob=found[2],
            comment=found[3].strip(),
        )


PERSISTENCE: Fact[Persistence] = Fact(
    name="persistence",
    probes=(PRELOAD, RC_LOCAL, RC_LOCAL_RHEL, RC_STATS, UNIT_PROGRAMS),
    parse=_parse,
)
UNIT_PRELOADS: Fact[tuple[str, ...]] = Fact(
    name="unit_preloads", probes=(PRELOADS,), parse=_preloads
)
UNIT_FETCHES: Fact[tuple[str, ...]] = Fact(
    name="unit_fetches", probes=(PRELOADS,), parse=_fetches
)
LOGIN_KEYS: Fact[tuple[LoginKey, ...]] = Fact(
    name="login_keys",
    probes=(*ACCOUNTS.probes, AUTHORIZED_KEYS, AUTHORIZED_KEYS2),
    parse=_keys,
)
