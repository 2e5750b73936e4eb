"""GNOME's settings as dconf gives them to every session, and how sessions start.

dconf(7): a profile names the databases of the system, the first of them that holds
a key counts; a lock in any of them takes the key from the user. A database is
compiled from the files of its folder, of which the one that sorts last counts, and
what was not compiled since is not in force.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit4.evidence import (
    Command,
    DatedStat,
    Evidence,
    Fact,
    File,
    Reason,
    Stat,
    Undetermined,
)
from audit4.facts.systemd_conf import is_yes

PROFILES = File(id="desktop.profiles", path="/etc/dconf/profile/*", needs_root=False)
KEYS = File(id="desktop.keys", path="/etc/dconf/db/*.d/*", needs_root=False)
LOCKS = File(id="desktop.locks", path="/etc/dconf/db/*.d/locks/*", needs_root=False)
COMPILED = Stat(
    id="desktop.compiled",
    paths=("/etc/dconf/db/*", "/etc/dconf/db/*.d/*", "/etc/dconf/db/*.d/locks/*"),
    needs_root=False,
    dated=True,
)
# Debian compiles this one each time that the login screen starts.
GREETER = File(
    id="desktop.greeter", path="/etc/gdm3/greeter.dconf-defaults", needs_root=False
)
GDM_CONF = File(id="desktop.gdm", path="/etc/gdm*/*.conf", needs_root=False)
TARGET = Command(
    id="desktop.target", argv=("systemctl", "get-default"), needs_root=False
)

_UNIT = re.compile(r"[\w:.@\\-]+\.target", re.ASCII)
_FOLDER = re.compile(r"^/etc/dconf/db/([^/]+)\.d/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """One compiled database: values by `path/key`, keys that users may not change.

    `stale` means that a source is newer than what was compiled of it.
    """

    values: Mapping[str, str]
    locks: frozenset[str]
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Desktop:
    """Databases by profile in order, the login screen's own defaults, and XDMCP.

    `xdmcp` lists files that let other hosts open a login screen. `databases` are all
    that have sources, by name, whether a profile names them or not.
    """

    databases: Mapping[str, Database]
    profiles: Mapping[str, tuple[Database, ...]]
    xdmcp: tuple[str, ...]

    def value(self, profile: str, key: str) -> str | None:
        """What the system gives for a key; None where it leaves the default."""
        for base in self.profiles.get(profile, ()):
            if not base.stale and key in base.values:
                return base.values[key]
        return None

    def locked(self, profile: str, key: str) -> bool:
        """Whether users are kept from changing a key."""
        bases = self.profiles.get(profile, ())
        return any(key in base.locks for base in bases if not base.stale)


def _parse(seen: Evidence) -> Desktop:
    bases = _databases(seen)
    profiles = {
        path.rsplit("/", 1)[1]: tuple(_named(text, bases))
        for path, text in seen.files(PROFILES).items()
    }
    greeter = seen.file(GREETER)
    if greeter is not None:
        own = Database(values=dict(_keys(greeter)), locks=frozenset(), stale=False)
        profiles["gdm"] = (*profiles.get("gdm", ()), own)
    return Desktop(
        databases=bases,
        profiles=profiles,
        xdmcp=tuple(
            path for path, text in seen.files(GDM_CONF).items() if _offers_xdmcp(text)
        ),
    )


def _databases(seen: Evidence) -> Mapping[str, Database]:
    stats = seen.dated_stats(COMPILED)
    values: dict[str, dict[str, str]] = {}
    locks: dict[str, set[str]] = {}
    newest: dict[str, int] = {}
    for path, text in seen.files(KEYS).items():
        if found := _FOLDER.match(path):
            values.setdefault(found[1], {}).update(_keys(text))
    for path, text in seen.files(LOCKS).items():
        if found := _FOLDER.match(path):
            named = (line.strip().lstrip("/") for line in text.splitlines())
            locks.setdefault(found[1], set()).update(
                n for n in named if n and not n.startswith("#")
            )
    for path, stat in stats.items():
        if (found := _FOLDER.match(path)) and stat.kind == "f":
            newest[found[1]] = max(newest.get(found[1], 0), stat.mtime)
    return {
        name: Database(
            values=values.get(name, {}),
            locks=frozenset(locks.get(name, ())),
            stale=_stale(name, stats, newest),
        )
        for name in values.keys() | locks.keys()
    }


def _stale(
    name: str, stats: Mapping[str, DatedStat], newest: Mapping[str, int]
) -> bool:
    compiled = stats.get(f"/etc/dconf/db/{name}")
    return compiled is None or compiled.mtime < newest.get(name, 0)


def _named(text: str, bases: Mapping[str, Database]) -> Iterable[Database]:
    for line in text.splitlines():
        kind, _, name = line.partition("#")[0].strip().partition(":")
        if kind == "system-db" and name in bases:
            yield bases[name]


# Not configparser: it lowers the case of keys, and keys here are case-sensitive.
def _keys(text: str) -> Iterable[tuple[str, str]]:
    here = ""
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("[") and line.endswith("]"):
            here = line[1:-1].strip("/")
        elif here and "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            yield f"{here}/{key.strip()}", value.strip()


def _offers_xdmcp(text: str) -> bool:
    return is_yes(dict(_keys(text)).get("xdmcp/Enable", "no"))


def _parse_target(seen: Evidence) -> str | None:
    """None under an init that is not systemd: it has no such thing."""
    text = seen.output_if_present(TARGET)
    if text is not None and not _UNIT.fullmatch(text.strip()):
        raise Undetermined(Reason.UNPARSEABLE, "systemctl get-default")
    return text and text.strip()


DESKTOP: Fact[Desktop] = Fact(
    name="desktop",
    probes=(PROFILES, KEYS, LOCKS, COMPILED, GREETER, GDM_CONF),
    parse=_parse,
)
DEFAULT_TARGET: Fact[str | None] = Fact(
    name="default_target",
    probes=(TARGET,),
    parse=_parse_target,
)
