"""Scenarios "state of a host -> verdict", and how many share one collection.

A file of `scenarios/` is a list of mappings: `name` (a claim), `host`, `do` (a
script run as root in the host), `undo` (for what lies outside /etc, which is put
back by itself), `expect` (verdict by rule, only the rules meant), `alone` where a
state would disturb others', `level` where the system's is not 3, and `machine` where
the host must pass for one with a kernel of its own (see `stand_ins`). Two scenarios
that name one path are not set up together; a comment `# disturbs PATH` in a script
names what it touches without saying so.
"""

import filecmp
import os
import re
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from .auditor import Verdict

FOLDER = Path(__file__).parent / "scenarios"
_PATHS = re.compile(
    r"/(?:boot|dev|etc|home|lib|opt|root|run|srv|tmp|usr|var)/[^\s'\"`;|&()<>$*?]+"
)

# A stand-in for a server is a finding to the rules on intruders, and the other way.
_APART = {
    **dict.fromkeys(("web", "database", "tls", "backup"), "servers"),
    **dict.fromkeys(("malware", "persistence", "packages"), "intruders"),
}
# What scripts only read or name; it keeps no two of them apart.
_ONLY_READ = frozenset({"/dev/null", "/usr/sbin/nologin"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A state of a host, and what rules must say of it."""

    name: str
    topic: str
    host: str
    do: str
    undo: str
    expect: dict[str, Verdict]
    alone: bool
    level: int = 3
    machine: bool = False

    @property
    def id(self) -> str:
        """The test's id."""
        return f"{self.topic}-{self.name}".replace(" ", "-")

    @property
    def paths(self) -> frozenset[str]:
        """Paths that its scripts name."""
        return frozenset(_PATHS.findall(f"{self.do}\n{self.undo}")) - _ONLY_READ


@dataclass(slots=True)
class Batch:
    """Scenarios of one host that one collection sees together."""

    scenarios: list[Scenario] = field(default_factory=list)

    def takes(self, other: Scenario) -> bool:
        """Whether a scenario disturbs none of those here."""
        return not any(
            other.alone
            or it.alone
            or it.machine != other.machine
            or _APART.get(it.topic) != _APART.get(other.topic)
            or it.expect.keys() & other.expect.keys()
            or it.paths & other.paths
            for it in self.scenarios
        )


def read() -> list[Scenario]:
    """All scenarios, in the order of their files."""
    return [
        _scenario(path.stem, row)
        for path in sorted(FOLDER.glob("*.yaml"))
        for row in yaml.safe_load(path.read_text())
    ]


def _scenario(topic: str, row: dict[str, object]) -> Scenario:
    expect = row["expect"]
    assert isinstance(expect, dict), row["name"]
    told = {rule: str(verdict).partition("/") for rule, verdict in expect.items()}
    return Scenario(
        name=str(row["name"]),
        topic=topic,
        host=str(row["host"]),
        do=str(row["do"]),
        undo=str(row.get("undo", "")),
        expect={r: (status, why or None) for r, (status, _, why) in told.items()},
        alone=bool(row.get("alone")),
        level=int(str(row.get("level", 3))),
        machine=bool(row.get("machine")),
    )


def batches(scenarios: Iterable[Scenario]) -> dict[str, list[Batch]]:
    """Scenarios by host, packed into as few collections as they allow."""
    packed: dict[str, list[Batch]] = {}
    for it in scenarios:
        mine = packed.setdefault(it.host, [])
        room = next((batch for batch in mine if batch.takes(it)), None)
        if room is None:
            room = Batch()
            mine.append(room)
        room.scenarios.append(it)
    return packed


def put_back(kept: Path, live: Path) -> None:
    """Make a folder what its copy is: content, owners, modes, links; no more files."""
    names = {p.name for p in kept.iterdir()}
    for extra in [p for p in live.iterdir() if p.name not in names]:
        _remove(extra)
    for good in kept.iterdir():
        here = live / good.name
        if good.is_dir() and not good.is_symlink():
            if not here.is_dir() or here.is_symlink():
                _remove(here)
                here.mkdir()
            put_back(good, here)
        elif not _same(good, here):
            _remove(here)
            shutil.copy2(good, here, follow_symlinks=False)
        _own(good, here)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _same(good: Path, here: Path) -> bool:
    if not os.path.lexists(here):
        return False
    if good.is_symlink() or here.is_symlink():
        both = good.is_symlink() and here.is_symlink()
        return both and good.readlink() == here.readlink()
    return here.is_file() and filecmp.cmp(good, here, shallow=False)


def _own(good: Path, here: Path) -> None:
    if good.is_symlink():
        return
    ought = good.stat()
    os.chown(here, ought.st_uid, ought.st_gid)
    here.chmod(stat.S_IMODE(ought.st_mode))


def rounds(packed: Mapping[str, Sequence[Batch]]) -> Iterator[dict[str, Batch]]:
    """One batch of each host at a time: their hosts are scanned together."""
    for number in range(max(map(len, packed.values()), default=0)):
        yield {h: found[number] for h, found in packed.items() if number < len(found)}
