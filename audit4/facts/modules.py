"""Kernel modules: on the disk, loaded, and what modprobe is told about them.

modprobe.d(5): a file hides those of the same name in later directories; files are
read in the order of their names. Of several `install` lines the first that fits
counts. `-` and `_` are one sign in a module's name.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from audit4.evidence import (
    Evidence,
    Fact,
    File,
    Find,
    ItemStatus,
    Reason,
    Undetermined,
)
from audit4.facts.boot import BOOT
from audit4.facts.suid import hits
from audit4.facts.systemd_conf import texts_of

# In the order in which modprobe lets one directory hide another.
FILES = tuple(
    File(id=f"modules.{name}", path=f"{folder}/modprobe.d/*.conf", needs_root=False)
    for name, folder in (
        ("etc", "/etc"),
        ("run", "/run"),
        ("local", "/usr/local/lib"),
        ("vendor", "/usr/lib"),
        ("vendor_lib", "/lib"),
    )
)
LOADED = File(id="modules.loaded", path="/proc/modules", needs_root=False)
WANTED = (
    "atm",
    "can",
    "cramfs",
    "dccp",
    "firewire-core",
    "freevxfs",
    "hfs",
    "hfsplus",
    "jffs2",
    "overlay",
    "rds",
    "sctp",
    "squashfs",
    "tipc",
    "udf",
    "usb-storage",
)
_NAMES = [w for name in WANTED for w in ("-name", f"{name}.ko*", "-o")][:-1]
ON_DISK = Find(
    id="modules.on_disk",
    roots=("/lib/modules",),
    predicate=("-type", "f", "(", *_NAMES, ")"),
    limit=500,
    seconds=20,
    needs_root=False,
)

_NOTHING = re.compile(r"(/usr)?/bin/(true|false)(\s|$)|exit\s+1\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Modules:
    """What can be said of kernel modules; names have `_` for `-`.

    `on_disk` knows only the modules of `WANTED`, for any installed kernel.
    `installs` are `install` lines in their order, `barred` modules that the kernel
    itself refuses (`module_blacklist=` of every boot entry).
    """

    on_disk: frozenset[str]
    loaded: frozenset[str]
    blacklisted: frozenset[str]
    installs: tuple[tuple[str, str], ...]
    barred: frozenset[str]

    def loadable(self, name: str) -> bool:
        """Whether `modprobe NAME` would load it."""
        if _plain(name) in self.barred:
            return False
        command = next(
            (c for pattern, c in self.installs if fnmatchcase(_plain(name), pattern)),
            None,
        )
        return command is None or not does_nothing(command)

    def ways_in(self, name: str) -> tuple[str, ...]:
        """What lets the module into the kernel; empty where nothing does."""
        plain = _plain(name)
        ways = ["loaded"] if plain in self.loaded else []
        if plain in self.on_disk:
            ways += ["modprobe loads it"] if self.loadable(name) else []
            if plain not in self.blacklisted | self.barred:
                ways.append("not blacklisted")
        return tuple(ways)


def _plain(name: str) -> str:
    return name.replace("-", "_")


def _parse(seen: Evidence) -> Modules:
    lines = [line for text in _texts(seen) for line in _lines(text)]
    return Modules(
        on_disk=frozenset(_on_disk(seen)),
        loaded=_loaded(seen),
        blacklisted=frozenset(
            _plain(words[1])
            for words in map(str.split, lines)
            if words[0] == "blacklist" and len(words) > 1
        ),
        installs=tuple(_installs(lines)),
        barred=frozenset(_barred(seen)),
    )


def does_nothing(command: str) -> bool:
    """Whether an `install` command only keeps the module out."""
    return _NOTHING.match(command) is not None


def installs(text: str) -> Iterable[tuple[str, str]]:
    """Module and command of the `install` lines of one file."""
    return _installs(_lines(text))


def _installs(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    for line in lines:
        words = line.split(None, 2)
        if words[0] == "install" and len(words) > 2:  # noqa: PLR2004
            yield _plain(words[1]), words[2]


def _loaded(seen: Evidence) -> frozenset[str]:
    """Rows of `NAME SIZE USES …`; a kernel without modules has no such file."""
    rows = [line.split() for line in (seen.file(LOADED) or "").splitlines()]
    if any(len(row) < 3 for row in rows):  # noqa: PLR2004 - the first columns
        raise Undetermined(Reason.UNPARSEABLE, "/proc/modules")
    return frozenset(row[0] for row in rows)


def _texts(seen: Evidence) -> Iterable[str]:
    chosen: dict[str, str] = {}
    for folder in FILES:
        for path, text in texts_of(seen, folder).items():
            chosen.setdefault(path.rsplit("/", 1)[1], text)
    return [chosen[name] for name in sorted(chosen)]


def _lines(text: str) -> Iterable[str]:
    joined = text.replace("\\\n", " ")
    return [
        line.strip()
        for line in joined.splitlines()
        if line.strip()[:1] not in {"", "#"}
    ]


def _on_disk(seen: Evidence) -> Iterable[str]:
    (item,) = seen.take(ON_DISK)
    if item.status is ItemStatus.ABSENT:  # a kernel that is one piece, or no kernel
        return
    for found in hits(seen, ON_DISK):
        yield _plain(found.path.rsplit("/", 1)[-1].partition(".ko")[0])


def _barred(seen: Evidence) -> Iterable[str]:
    boot = seen.fact(BOOT)
    every = [boot.running, *(entry.words for entry in boot.entries)]
    named = [
        {
            _plain(name)
            for word in words
            if word.startswith("module_blacklist=")
            for name in word.partition("=")[2].split(",")
        }
        for words in every
    ]
    return frozenset.intersection(*map(frozenset, named))


MODULES: Fact[Modules] = Fact(
    name="modules", probes=(*FILES, LOADED, ON_DISK, *BOOT.probes), parse=_parse
)
