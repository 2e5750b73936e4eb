"""Files and directories with unusual rights, found in one walk over the disks."""

import re
from dataclasses import dataclass

from audit4.evidence import Evidence, Fact, Find, Reason, Undetermined, settled

# Images of containers are other systems' files, laid out below these.
_SKIPPED = ("/var/lib/docker", "/var/lib/containers", "/var/lib/containerd", "/snap")
_SUID_BITS = 0o6000
_STICKY = 0o1000
_OTHERS_WRITE = 0o0002


def _skipping() -> tuple[str, ...]:
    skip: list[str] = []
    for folder in _SKIPPED:
        skip += ["!", "(", "-path", folder, "-prune", ")"]
    return tuple(skip)


def _loose() -> tuple[str, ...]:
    folders = ("-type", "d", "-perm", "-0002", "!", "-perm", "-1000")
    bits = ("-perm", "-4000", "-o", "-perm", "-2000", "-o", "-perm", "-0002")
    return ("(", "-type", "f", "(", *bits, ")", "-o", *folders, ")")


# Two probes of one walk: what is loose and unowned too must be told as both.
UNUSUAL = Find(
    id="suid.unusual",
    roots=("@local",),
    predicate=(*_skipping(), *_loose()),
    limit=3000,
    seconds=60,
)
UNOWNED = Find(
    id="suid.unowned",
    roots=("@local",),
    predicate=(*_skipping(), "(", "-nouser", "-o", "-nogroup", ")"),
    limit=1000,
    seconds=60,
)

_LINE = re.compile(r"^([0-7]{1,6}) (\d{1,10}) (\d{1,10}) (\S) (/.*)$")
_OCTAL = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One hit; `kind` is `f` or `d`, other letters for other types."""

    path: str
    mode: int
    uid: int
    gid: int
    kind: str

    @property
    def writable(self) -> bool:
        """Whether everybody may write to it."""
        return bool(self.mode & _OTHERS_WRITE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusual:
    """Hits of the walk by what is unusual; one may stand in several."""

    privileged: tuple[Found, ...]
    writable_files: tuple[Found, ...]
    writable_folders: tuple[Found, ...]


def _parse(seen: Evidence) -> Unusual:
    found = hits(seen, UNUSUAL)
    return Unusual(
        privileged=tuple(f for f in found if f.kind == "f" and f.mode & _SUID_BITS),
        writable_files=tuple(f for f in found if f.kind == "f" and f.writable),
        writable_folders=tuple(
            f for f in found if f.kind == "d" and f.writable and not f.mode & _STICKY
        ),
    )


def hits(seen: Evidence, probe: Find) -> tuple[Found, ...]:
    """What a walk found.

    Raises:
        Undetermined: it did not end, or did not print what `Find` promises.
    """
    (item,) = seen.take(probe)
    return tuple(_found(line) for line in settled(item).splitlines() if line)


def _found(line: str) -> Found:
    fields = _LINE.match(line)
    if not fields:
        raise Undetermined(Reason.UNPARSEABLE, "find")
    mode, uid, gid, kind, path = fields.groups()
    return Found(
        path=_OCTAL.sub(lambda o: chr(int(o[1], 8)), path),
        mode=int(mode, 8) & 0o7777,
        uid=int(uid),
        gid=int(gid),
        kind=kind,
    )


UNUSUAL_FILES: Fact[Unusual] = Fact(name="unusual", probes=(UNUSUAL,), parse=_parse)
UNOWNED_FILES: Fact[tuple[Found, ...]] = Fact(
    name="unowned", probes=(UNOWNED,), parse=lambda seen: hits(seen, UNOWNED)
)
