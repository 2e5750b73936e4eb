"""The collector's text, made of all probes, and what is sent to start it."""

import hashlib
import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import groupby
from pathlib import PurePosixPath

import yaml

from audit4.errors import Audit4Error
from audit4.evidence import Command, File, Find, Probe, Stat

PROTOCOL = "1"
LISTS = frozenset({"sshd-match", "accounts", "root-path"})
"""Lists that `Command.each` may name; `lists.sh` derives them on the host."""

_NONCE = re.compile(r"[0-9a-f]{32}")
_ID = re.compile(r"[a-z0-9_][a-z0-9_.-]*")
_GLOB = re.compile(r"[*?\[]")
# Words of find that only test: a predicate cannot write, run or delete.
_TESTS = re.compile(
    r"-(type|perm|user|group|nouser|nogroup|uid|gid|i?name|i?path|size|mtime|mmin"
    r"|ctime|newer|links|inum|empty|a|o|and|or|not|prune|[0-9]\w*)"
)
_NO_EDITION = ("0", "0" * 64)


class ProbeError(Audit4Error):
    """A probe asks for what the collector does not do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One collector: `text` for `sh`, its own `digest`, and its edition.

    `digest` is SHA-256 of the text with edition 0 and a digest of zeros, in hex;
    it stands in the text and in every answer. `edition` is None for a text that
    was not released. `sha256` is that of the text as it is, which sudoers pins.
    """

    text: str
    digest: str
    edition: int | None

    @property
    def sha256(self) -> str:
        """SHA-256 of the text, in hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def build(probes: Iterable[Probe]) -> Script:
    """The script that collects all these probes; the same for any order of them.

    Raises:
        ProbeError: two probes share an id, or one cannot be collected.
    """
    unique: dict[str, Probe] = {}
    for probe in probes:
        _check(probe)
        if unique.setdefault(probe.id, probe) != probe:
            raise ProbeError(f"probe {probe.id}: two probes have this id")
    bare = _assemble(sorted(unique.values(), key=_place))
    digest = hashlib.sha256(_filled(bare, *_NO_EDITION).encode()).hexdigest()
    edition = edition_of(digest)
    text = _filled(bare, str(edition or 0), digest)
    return Script(text=text, digest=digest, edition=edition)


def edition_of(digest: str) -> int | None:
    """The number under which a script with this digest was released."""
    return next((n for n, d in editions().items() if d == digest), None)


@cache
def editions() -> dict[int, str]:
    """Digest by number of every released collector."""
    text = _data("editions.yaml")
    return {int(n): str(d) for n, d in (yaml.safe_load(text) or {}).items()}


def nonce() -> str:
    """A fresh nonce: 32 hexadecimal digits."""
    return secrets.token_hex(16)


def unpinned_input(script: Script, nonce: str) -> bytes:
    """What `sh -s` reads: the inputs first, since some shells read ahead."""
    return f"set -- {PROTOCOL} {checked(nonce)}\n{script.text}".encode()


def pinned_input(nonce: str) -> bytes:
    """The line that an installed collector reads."""
    return f"{PROTOCOL} {checked(nonce)}\n".encode()


def checked(nonce: str) -> str:
    """The nonce itself.

    Raises:
        ValueError: it is none; whatever it is must not reach a shell.
    """
    if not _NONCE.fullmatch(nonce):
        raise ValueError("a nonce is 32 hexadecimal digits")
    return nonce


def _place(probe: Probe) -> tuple[int, str]:
    """Cheap things first, homes last: a link that breaks loses the least."""
    match probe:
        case File(path=path) if path.startswith("~/"):
            return 4, probe.id
        case File():
            return 0, probe.id
        case Stat():
            return 1, probe.id
        case Command():
            return 2, probe.id
        case _:
            return 3, probe.id


def _check(probe: Probe) -> None:
    wrong = ""
    if not _ID.fullmatch(probe.id):
        wrong = "its id is not made of a-z, 0-9, `.`, `_` and `-`"
    match probe:
        case File(path=path):
            wrong = wrong or _wrong_path(path)
        case Stat(paths=paths):
            wrong = wrong or next(filter(None, map(_wrong_path, paths)), "")
        case Command(argv=argv, each=each):
            if not argv or any("\n" in a or "\0" in a for a in argv):
                wrong = wrong or "its argv is empty or holds a line break"
            if each is not None and each not in LISTS:
                wrong = wrong or f"no such list: {each}"
        case Find(roots=roots, predicate=predicate):
            wrong = wrong or _wrong_find(roots, predicate)
        case _:
            wrong = wrong or f"no such kind: {type(probe).__name__}"
    if wrong:
        raise ProbeError(f"probe {probe.id}: {wrong}")


def _wrong_path(path: str) -> str:
    if not path.startswith(("/", "~/")) or "\n" in path or "\0" in path:
        return f"not an absolute path: {path!r}"
    return "a path with .." if ".." in PurePosixPath(path).parts else ""


def _wrong_find(roots: Sequence[str], predicate: Sequence[str]) -> str:
    for root in roots:
        if root != "@local" and (why := _wrong_path(root)):
            return why
    bad = [w for w in predicate if w[:1] == "-" and not _TESTS.fullmatch(w)]
    if bad:
        return f"find {bad[0]} does more than test"
    return "" if predicate and ";" not in predicate else "no predicate"


def _assemble(probes: Sequence[Probe]) -> str:
    # sudo runs the pinned file by its descriptor, and then only by a first line.
    text = f"#!/bin/sh\n{_lean(_data('collect.sh'))}"
    parts = {
        "@lists@": _lean(_data("lists.sh")).rstrip("\n"),
        "@dirs@": " ".join(_quoted(d) for d in _parents(probes)),
        "@probes@": "\n".join(_calls(probes)) or ":",
        "@awk@": awk_text(),
    }
    return re.sub("|".join(parts), lambda m: parts[m[0]], text)


def awk_text() -> str:
    """The program that masks and frames; without single quotes, to stand in them."""
    return _lean(_data("mask.awk")) + _lean(_data("frame.awk"))


def _filled(text: str, edition: str, digest: str) -> str:
    return text.replace("@edition@", edition).replace("@digest@", digest)


def _data(name: str) -> str:
    return resources.files("audit4.collector").joinpath(name).read_text("utf-8")


def _lean(text: str) -> str:
    """Without comment lines, indents and empty lines: it crosses thin links."""
    lines = (line.strip(" ") for line in text.splitlines())
    return "".join(f"{x}\n" for x in lines if x and not x.startswith("#"))


def _parents(probes: Sequence[Probe]) -> list[str]:
    """Directories of all file probes, and what is above them, links left out."""
    found = {"/"}
    for probe in probes:
        if isinstance(probe, File) and probe.path.startswith("/"):
            plain = _GLOB.split(probe.path)[0]
            found.update(str(d) for d in PurePosixPath(plain + "x").parents)
    return sorted(found)


def _calls(probes: Sequence[Probe]) -> Iterator[str]:
    finds = [p for p in probes if isinstance(p, Find)]
    for probe in probes:
        match probe:
            case File(path=path, max_bytes=most):
                yield _call("F", probe, most, path)
            case Stat(paths=paths, dated=dated):
                yield _call("T" if dated else "S", probe, *paths)
            case Command(argv=argv, seconds=seconds, max_bytes=most, each=each):
                yield _call("C", probe, seconds, most, each or "-", *argv)
            case Find() if finds and probe == finds[0]:
                yield from _searches(finds)
            case _:
                pass


def _call(name: str, probe: Probe, *words: object) -> str:
    return " ".join([name + "R" * probe.needs_root, *map(_quoted, (probe.id, *words))])


def _searches(finds: Sequence[Find]) -> Iterator[str]:
    """One call for all searches that may walk the same folders together."""

    def shared(find: Find) -> tuple[tuple[str, ...], bool, tuple[str, ...]]:
        # What one predicate prunes is lost to all: only those that prune alike.
        words = find.predicate
        last = max((i for i, w in enumerate(words) if w == "-prune"), default=-1)
        return find.roots, find.needs_root, words[: last + 1]

    for (roots, needs_root, _), group in groupby(sorted(finds, key=shared), key=shared):
        members = list(group)
        words: list[object] = [
            max(f.seconds for f in members),
            "\n".join(f"{f.id}\n{f.limit}" for f in members),
            *roots,
            "--",
        ]
        for find in members:
            words += [*find.predicate, ";"]
        yield " ".join(["D" + "R" * needs_root, *map(_quoted, words)])


def _quoted(word: object) -> str:
    text = str(word)
    if re.fullmatch(r"[A-Za-z0-9_./:,@%+=-]+", text):
        return text
    return "'" + text.replace("'", "'\\''") + "'"
