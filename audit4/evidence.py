"""Raw evidence of one host, the probes that ask for it and the facts read from it.

A probe declares what to collect, the collector turns all probes into one script,
and its answer comes back as `Evidence`: items by probe id. A `Fact` reads a typed
value from evidence. Evidence that was not obtained never yields a value: reading
it raises `Undetermined` with the reason, which becomes the verdict `unknown`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from audit4.digest import sha256

KIB = 1024
T = TypeVar("T")


class Reason(StrEnum):
    """Why something could not be determined."""

    UNREACHABLE = "unreachable"
    AUTH = "auth"
    HOST_KEY = "host_key"
    IDENTITY = "identity"
    PERMISSION = "permission"
    TIMEOUT = "timeout"
    TRUNCATED = "truncated"
    UNPARSEABLE = "unparseable"
    UNSAFE_PATH = "unsafe_path"
    MISSING_TOOL = "missing_tool"
    UNSUPPORTED = "unsupported"
    NOT_COLLECTED = "not_collected"
    INTERRUPTED = "interrupted"
    STALE = "stale"
    CRASHED = "crashed"


class Undetermined(Exception):  # noqa: N818 - a verdict on its way, not an error
    """A value could not be determined; carries the reason and the place."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail

    def again(self) -> "Undetermined":
        """The same, to be kept in a fact or raised from one.

        What was raised has a traceback, which holds on to the evidence: kept in a
        fact of it, evidence would outlive its host by many others.
        """
        return Undetermined(self.reason, self.detail)


class ItemStatus(StrEnum):
    """How the attempt to collect one item ended."""

    OK = "ok"
    ABSENT = "absent"
    DENIED = "denied"
    TIMEOUT = "timeout"
    TRUNCATED = "truncated"
    FAILED = "failed"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A declared request for raw evidence.

    `id` is unique over all probes and stable over editions. Where `needs_root`
    holds, whatever an unprivileged collection returned for it counts as denied,
    since `ss -p`, `find` or `sysctl -a` answer in part and exit 0.
    """

    id: str
    needs_root: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class File(Probe):
    """Content of regular files: an absolute path, a glob, or `~/…`.

    `~/…` means that path below the home of every account; an item's name is
    always the absolute path that was read.
    """

    path: str
    max_bytes: int = 64 * KIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Stat(Probe):
    """Owner, mode and type of paths, globs or `~/…`, without their content.

    One item a path; text `MODE UID GID TYPE SIZE MTIME[ TARGET]`: octal mode of
    four digits or more, numeric ids, type one of `f d l p s b c`, bytes, epoch
    seconds, and for a link its target as `readlink` prints it. Links are not
    followed. Size and time are `-` unless the probe is `dated`: they differ from
    host to host where all that is judged is the same.
    """

    paths: tuple[str, ...]
    dated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(Probe):
    """Standard output of a read-only command.

    `argv[0]` is looked up in the collector's fixed PATH; not found is `absent`.
    `each` names a list that the collector derives on the host (see
    `collector.lists`); the command then runs once an entry, which replaces the
    word `{}` in argv, and an item's name is that entry.
    """

    argv: tuple[str, ...]
    seconds: int = 10
    max_bytes: int = 256 * KIB
    each: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Find(Probe):
    r"""A search that stays on the file systems of its roots.

    `predicate` holds `find` words that only test. `roots` are directories, or
    `@local` for every mounted local file system. Output: one line a hit, as
    `MODE UID GID TYPE PATH`, control characters and backslash in PATH escaped
    as `\ooo`.
    """

    roots: tuple[str, ...]
    predicate: tuple[str, ...]
    limit: int = 1000
    seconds: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One piece of raw evidence, masked on the host; `exit` only of a command."""

    probe: str
    name: str
    status: ItemStatus
    content: str = ""
    exit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PathStat:
    """What `Stat` says of one path; `mode` holds the permission bits alone."""

    path: str
    mode: int
    uid: int
    gid: int
    kind: str
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedStat(PathStat):
    """What a `dated` one says besides: bytes, and the last change in epoch seconds."""

    size: int
    mtime: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """A port that the level dossier declares: number and `tcp` or `udp`."""

    number: int
    protocol: str = "tcp"


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierFinding:
    """A finding as it stood before this scan, for the computed control."""

    rule: str
    severity: str
    state: str
    due: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the inventory says of the host and its system, not the host itself.

    `settings` are the free parameters that cascade from unit to host, such as
    `log_targets`, `av_servers` or `time_servers`. `earlier` is None before
    the first round, else the open findings of the host as this scan began.
    `twins` are other hosts that are known under the same host key or machine-id.
    """

    subject: str = ""
    level: int = 1
    roles: frozenset[str] = frozenset()
    zone: str = ""
    ports: tuple[Port, ...] | None = None
    settings: Mapping[str, object] = field(default_factory=dict)
    earlier: tuple[EarlierFinding, ...] | None = None
    twins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """What a host is compared with: an earlier scan, and what that saw of it.

    `at` is when that scan began. `seen` holds only what a comparison takes; None
    where it was pruned.
    """

    scan: str
    at: datetime
    seen: "Evidence | None" = None


_WHY = {
    ItemStatus.DENIED: Reason.PERMISSION,
    ItemStatus.TIMEOUT: Reason.TIMEOUT,
    ItemStatus.TRUNCATED: Reason.TRUNCATED,
    ItemStatus.UNSAFE: Reason.UNSAFE_PATH,
    ItemStatus.FAILED: Reason.UNPARSEABLE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that one collection brought back from one host.

    `collected_at` is the controller's UTC at the start, the only clock that a
    judgement may use. `clock` is what the host's own clock said, in epoch
    seconds. `header` holds what the collector says of itself and the machine:
    edition, digest, hostname, machine_id, kernel, init, euid. `cut_short` says
    why the answer ended before its trailer; what is missing then has that reason.
    `baseline` is None where no earlier scan saw the machine.
    """

    items: Mapping[str, tuple[Item, ...]]
    collected_at: datetime
    privileged: bool
    clock: float | None = None
    header: Mapping[str, str] = field(default_factory=dict)
    setting: Setting = Setting()
    cut_short: Reason | None = None
    baseline: Baseline | None = None
    memory: "FactMemory | None" = field(default=None, repr=False, compare=False)
    _facts: dict[str, object] = field(default_factory=dict, repr=False, compare=False)
    _digests: dict[str, tuple[str, ...]] = field(
        default_factory=dict, repr=False, compare=False
    )
    _marks: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def digests(self, probe: str) -> tuple[str, ...]:
        """SHA-256 of each item's content of a probe, in order; empty has none."""
        if probe not in self._digests:
            self._digests[probe] = tuple(
                sha256(item.content) if item.content else ""
                for item in self.items.get(probe, ())
            )
        return self._digests[probe]

    def mark(self, probe: str) -> str | None:
        """What tells all that a probe brought from anything else; None if nothing."""
        if probe not in self.items:
            return None
        if probe not in self._marks:
            parts = zip(self.items[probe], self.digests(probe), strict=True)
            told = (f"{i.name}\0{i.status}\0{i.exit}\0{d}" for i, d in parts)
            self._marks[probe] = sha256("\0".join(told))
        return self._marks[probe]

    def take(self, probe: Probe) -> tuple[Item, ...]:
        """All items of a probe as they came, whatever their status.

        Raises:
            Undetermined: the collection has nothing of it (`not_collected`, or
                why the answer was cut short), or it needs root and the
                collection was unprivileged (`permission`).
        """
        if probe.id not in self.items:
            raise Undetermined(self.cut_short or Reason.NOT_COLLECTED, probe.id)
        if probe.needs_root and not self.privileged:
            raise Undetermined(Reason.PERMISSION, probe.id)
        return self.items[probe.id]

    def output(self, command: Command, *, exits: tuple[int, ...] = (0,)) -> str:
        """Standard output of a command whose tool must exist.

        Raises:
            Undetermined: the tool is absent (`missing_tool`), or the command did
                not end with one of `exits`, was cut off or was denied.
        """
        text = self.output_if_present(command, exits=exits)
        if text is None:
            raise Undetermined(Reason.MISSING_TOOL, command.argv[0])
        return text

    def output_if_present(
        self, command: Command, *, exits: tuple[int, ...] = (0,)
    ) -> str | None:
        """Standard output of a command; None where its tool is not installed."""
        (item,) = self.take(command)
        if item.status is ItemStatus.ABSENT:
            return None
        if item.status is ItemStatus.FAILED and item.exit in exits:
            return item.content
        return settled(item)

    def outputs(
        self, command: Command, *, exits: tuple[int, ...] = (0,)
    ) -> Mapping[str, str]:
        """Output by entry of a command that runs once an entry of a list."""
        return {
            item.name: (
                item.content
                if item.status is ItemStatus.FAILED and item.exit in exits
                else settled(item)
            )
            for item in self.take(command)
            if item.status is not ItemStatus.ABSENT
        }

    def file(self, file: File) -> str | None:
        """Content of the one file that a probe names; None where it is absent."""
        (item,) = self.take(file)
        return None if item.status is ItemStatus.ABSENT else settled(item)

    def files(self, file: File) -> Mapping[str, str]:
        """Content by path of all files that a glob found, sorted by path.

        Raises:
            Undetermined: a file, or the directory to list, could not be read.
        """
        found = [i for i in self.take(file) if i.status is not ItemStatus.ABSENT]
        return {i.name: settled(i) for i in sorted(found, key=lambda i: i.name)}

    def stats(self, probe: Stat) -> Mapping[str, PathStat]:
        """Stat by path; a path that is absent is left out."""
        return {
            item.name: stat_of(item)
            for item in self.take(probe)
            if item.status is not ItemStatus.ABSENT
        }

    def dated_stats(self, probe: Stat) -> Mapping[str, DatedStat]:
        """The same of a probe that is `dated`, with size and time."""
        return {
            item.name: _dated(item)
            for item in self.take(probe)
            if item.status is not ItemStatus.ABSENT
        }

    def fact(self, fact: "Fact[T]") -> T:
        """The fact read from this evidence, parsed once.

        Raises:
            Undetermined: the fact could not be read; the same each time.
        """
        value = self.settle(fact)
        if isinstance(value, Undetermined):
            raise value.again()
        return value

    def settle(self, fact: "Fact[T]") -> T | Undetermined:
        """The fact, or why it could not be read; the same object each time."""
        if fact.name not in self._facts:
            value: T | Undetermined = self._read(fact)
            self._facts[fact.name] = value
        return self._facts[fact.name]  # type: ignore[return-value]  # under its name

    def _read(self, fact: "Fact[T]") -> T | Undetermined:
        if self.memory:
            return self.memory.recall(fact, self)
        return parsed(fact, self)


def parsed(fact: "Fact[T]", evidence: Evidence) -> T | Undetermined:
    """What a fact's parser makes of evidence, or why it makes nothing."""
    try:
        return fact.parse(evidence)
    except Undetermined as why:
        return why.again()


def settled(item: Item) -> str:
    """The whole content of an item, or `Undetermined` if it is not all there."""
    if item.status is ItemStatus.OK:
        return item.content
    if item.status is ItemStatus.ABSENT:
        raise Undetermined(Reason.NOT_COLLECTED, item.name or item.probe)
    code = f" (exit {item.exit})" if item.exit is not None else ""
    raise Undetermined(_WHY[item.status], f"{item.name or item.probe}{code}")


def stat_of(item: Item) -> PathStat:
    """What one item of a `Stat` says, or `Undetermined` where it says nothing."""
    words = settled(item).rstrip("\n").split(" ", 6)
    try:
        mode, uid, gid, kind, _size, _mtime = words[:6]
        return PathStat(
            path=item.name,
            mode=int(mode, 8) & 0o7777,
            uid=int(uid),
            gid=int(gid),
            kind=kind,
            target=words[6] if len(words) > 6 else "",  # noqa: PLR2004 - the seventh word
        )
    except ValueError:
        raise Undetermined(Reason.UNPARSEABLE, item.name) from None


def _dated(item: Item) -> DatedStat:
    plain = stat_of(item)
    size, mtime = settled(item).split()[4:6]
    try:
        return DatedStat(**_fields(plain), size=int(size), mtime=int(mtime))
    except ValueError:
        raise Undetermined(Reason.UNPARSEABLE, item.name) from None


def _fields(plain: PathStat) -> dict[str, Any]:
    return {field.name: getattr(plain, field.name) for field in fields(plain)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(Generic[T]):
    """A typed view of evidence.

    `probes` are all that `parse` reads, those of facts it builds on included.
    `parse` is pure; it raises `Undetermined` where evidence is missing or does
    not have the form it should have.
    """

    name: str
    probes: tuple[Probe, ...]
    parse: Callable[[Evidence], T]


class FactMemory(Protocol):
    """Facts of other hosts, for those whose evidence is the same."""

    def recall(self, fact: Fact[T], evidence: Evidence, /) -> T | Undetermined:
        """The fact as `Evidence.settle` gives it."""
