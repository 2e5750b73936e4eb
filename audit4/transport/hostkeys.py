"""The workspace's known_hosts: which host has which key, and whom to believe.

Read here and not by paramiko, which drops every line with a marker: a key that
`@revoked` forbids would count as merely unknown, and a line that it cannot decode
raises. Entries are written in OpenSSH's form, so that `ssh` can use the same file.
"""

import base64
import binascii
import fnmatch
import hashlib
import hmac
import os
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from audit4.transport.base import Failure, HostKey
from audit4.transport.kinds import Kind

_FIELDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of known_hosts that names a key; `marker` is empty, or as written."""

    marker: str
    names: tuple[str, ...]
    key: HostKey

    def matches(self, name: str) -> bool:
        """Whether the line speaks of this host; a negated pattern wins."""
        hits = [n for n in self.names if _matches(n.removeprefix("!"), name)]
        return bool(hits) and not any(n.startswith("!") for n in hits)

    def __str__(self) -> str:
        words = [self.marker, ",".join(self.names), self.key.type, self.key.base64]
        return " ".join(w for w in words if w)


@dataclass(frozen=True, slots=True)
class KnownHosts:
    """The readable entries of a known_hosts file."""

    entries: tuple[Entry, ...] = ()

    def keys(self, name: str) -> tuple[HostKey, ...]:
        """The keys trusted for a host."""
        return tuple(e.key for e in self.entries if not e.marker and e.matches(name))

    def verify(self, name: str, key: HostKey) -> None:
        """Believe the key that a handshake has proven, or not.

        Raises:
            Failure: the key is revoked, unknown, or not the one on record.
        """
        if self._revoked(name, key):
            raise Failure(Kind.HOST_KEY_REVOKED, f"{name} {key}")
        known = self.keys(name)
        if not known:
            raise Failure(Kind.HOST_KEY_UNKNOWN, f"{name} {key}")
        if key not in known:
            expected = ", ".join(map(str, known))
            raise Failure(Kind.HOST_KEY_CHANGED, f"{name} {key}, pinned: {expected}")

    def _revoked(self, name: str, key: HostKey) -> bool:
        return any(
            e.marker == "@revoked" and e.key == key and e.matches(name)
            for e in self.entries
        )


def _matches(pattern: str, name: str) -> bool:
    if pattern.startswith("|1|"):
        return _hash_matches(pattern, name)
    # Only * and ? are special to OpenSSH, [ is not: it begins [host]:port.
    literal = pattern.lower().replace("[", "[[]")
    return fnmatch.fnmatchcase(name.lower(), literal)


def _hash_matches(pattern: str, name: str) -> bool:
    _, _, salt, digest = [*pattern.split("|"), "", ""][:4]
    try:
        key, expected = base64.b64decode(salt), base64.b64decode(digest)
    except binascii.Error:
        return False
    return hmac.compare_digest(hmac.digest(key, name.encode(), hashlib.sha1), expected)


def parse_line(line: str) -> Entry | None:
    """The entry on a line; None for comments and what cannot be read as one."""
    words = line.split()
    marker = words.pop(0) if words and words[0].startswith("@") else ""
    if len(words) < _FIELDS or words[0].startswith("#"):
        return None
    names, kind, blob = words[:_FIELDS]
    try:
        base64.b64decode(blob, validate=True)
    except binascii.Error:
        return None
    key = HostKey(kind, blob)
    return Entry(marker=marker, names=tuple(names.split(",")), key=key)


def parse(text: str) -> KnownHosts:
    """All entries of a known_hosts text."""
    entries = (parse_line(line) for line in text.splitlines())
    return KnownHosts(tuple(e for e in entries if e is not None))


def read(*paths: Path) -> KnownHosts:
    """The entries of one or more files; one that does not exist has none."""
    texts = (p.read_text(errors="replace") for p in paths if p.exists())
    return parse("\n".join(texts))


def trust(path: Path, name: str, key: HostKey) -> None:
    """Pin a host's key.

    Raises:
        Failure: another key is pinned for this host, or this key is revoked.
    """
    known = read(path)
    if key in known.keys(name):
        return
    try:
        known.verify(name, key)
    except Failure as why:
        if why.kind is not Kind.HOST_KEY_UNKNOWN:
            raise
    _rewrite(path, lambda lines: [*lines, _line(name, key)])


def replace_key(path: Path, name: str, key: HostKey) -> None:
    """Pin a host's new key instead of any it had; `@revoked` lines stay.

    Raises:
        Failure: the new key is revoked.
    """
    forgotten = KnownHosts(tuple(e for e in read(path).entries if e.marker))
    try:
        forgotten.verify(name, key)
    except Failure as why:
        if why.kind is Kind.HOST_KEY_REVOKED:
            raise
    _rewrite(path, lambda lines: [*_without(lines, name), _line(name, key)])


def retire(path: Path, name: str) -> bool:
    """Forget a host's keys; tells whether there were any."""
    had = bool(read(path).keys(name))
    if had:
        _rewrite(path, lambda lines: _without(lines, name))
    return had


def _line(name: str, key: HostKey) -> str:
    return f"{name} {key.type} {key.base64}"


def _without(lines: Iterable[str], name: str) -> list[str]:
    """The lines, less this host's own name; patterns that cover others too stay."""
    return [kept for line in lines if (kept := _stripped(line, name)) is not None]


def _stripped(line: str, name: str) -> str | None:
    entry = parse_line(line)
    if entry is None or entry.marker:
        return line
    names = tuple(n for n in entry.names if n != name and not _own_hash(n, name))
    if names == entry.names:
        return line
    return str(replace(entry, names=names)) if names else None


def _own_hash(pattern: str, name: str) -> bool:
    return pattern.startswith("|1|") and _hash_matches(pattern, name)


def _rewrite(path: Path, change: Callable[[list[str]], list[str]]) -> None:
    """Write a changed file beside the old one and put it in its place, mode 0600."""
    lines = path.read_text(errors="replace").splitlines() if path.exists() else []
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".known_hosts.")
    try:
        with os.fdopen(descriptor, "w") as file:
            file.writelines(f"{line}\n" for line in change(lines))
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
