"""The few words of ~/.ssh/config that audit4 follows.

Read here and not by paramiko, which does not know `Include` and runs the commands
of `Match exec`. What would weaken host keys or start a program is never followed,
and that is said once.
"""

import fnmatch
import getpass
import glob
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_FIRST_WINS = {
    "hostname",
    "port",
    "user",
    "identitiesonly",
    "identityagent",
    "certificatefile",
    "proxyjump",
}
_IGNORED = {
    "stricthostkeychecking": "StrictHostKeyChecking",
    "userknownhostsfile": "UserKnownHostsFile",
    "proxycommand": "ProxyCommand",
}
_DEPTH = 16  # as OpenSSH's own limit on nested includes
_MAX_BYTES = 1024 * 1024
_SSH = 22


@dataclass(frozen=True, slots=True, kw_only=True)
class HostConfig:
    """What the configuration says of one host.

    `jump` are the hops as written, `[user@]host[:port]`, the first one dialled
    first. `notes` name what stands there and is not followed.
    """

    hostname: str
    port: int = _SSH
    user: str | None = None
    identity_files: tuple[str, ...] = ()
    identities_only: bool = False
    identity_agent: str | None = None
    certificate: str | None = None
    jump: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reading:
    """Values found so far for one host; the first value of a word counts."""

    host: str
    base: Path
    values: dict[str, str] = field(default_factory=dict)
    identities: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    active: bool = True

    def note(self, words: str) -> None:
        if words not in self.notes:
            self.notes.append(words)


def lookup(host: str, path: Path | None = None) -> HostConfig:
    """What `~/.ssh/config`, or another file, says of a host.

    A file that is not there says nothing. Lines that cannot be read are noted.
    """
    config = path or Path("~/.ssh/config").expanduser()
    reading = _Reading(host=host, base=config.parent)
    _read(reading, config, 0)
    return _result(reading)


def _read(reading: _Reading, path: Path, depth: int) -> None:
    """Follow one file; a block that an outer block excludes stays excluded."""
    outer = reading.active
    for key, words in _lines(reading, path):
        match key:
            case "host":
                reading.active = outer and _host_matches(words, reading.host)
            case "match":
                reading.active = outer and _match(reading, words)
            case "include" if reading.active and depth < _DEPTH:
                for included in _included(reading, words):
                    _read(reading, included, depth + 1)
            case _ if reading.active:
                _take(reading, key, words)
    reading.active = outer


def _lines(reading: _Reading, path: Path) -> Iterator[tuple[str, list[str]]]:
    try:
        text = path.read_text(errors="replace") if path.exists() else ""
    except OSError as error:
        reading.note(f"{path}: {error.strerror}")
        return
    for number, line in enumerate(text[:_MAX_BYTES].splitlines(), 1):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        key, _, rest = bare.replace("=", " ", 1).partition(" ")
        try:
            yield key.lower(), shlex.split(rest, comments=True)
        except ValueError:
            reading.note(f"{path}:{number}: not readable")


def _included(reading: _Reading, patterns: list[str]) -> Iterator[Path]:
    for pattern in patterns:
        place = Path(pattern).expanduser()
        # A relative include is taken below ~/.ssh, wherever the including file is.
        whole = place if place.is_absolute() else reading.base / place
        yield from (Path(p) for p in sorted(glob.glob(str(whole))))  # noqa: PTH207 - a pattern with a root


def _host_matches(patterns: list[str], host: str) -> bool:
    hits = [p for p in patterns if fnmatch.fnmatchcase(host, p.removeprefix("!"))]
    return bool(hits) and not any(p.startswith("!") for p in hits)


def _match(reading: _Reading, words: list[str]) -> bool:
    """`Match all`, `host`, `originalhost` and `user`; nothing else ever matches."""
    if [w.lower() for w in words] == ["all"]:
        return True
    named = {
        "host": reading.values.get("hostname", reading.host),
        "originalhost": reading.host,
        "user": reading.values.get("user", getpass.getuser()),
    }
    for keyword, patterns in zip(words[::2], words[1::2], strict=False):
        value = named.get(keyword.lower())
        if value is None:
            reading.note(f"Match {keyword} is not followed")
            return False
        if not _host_matches(patterns.split(","), value):
            return False
    if len(words) % 2:
        reading.note(f"Match {words[-1]} is not followed")
    return bool(words) and len(words) % 2 == 0


def _take(reading: _Reading, key: str, words: list[str]) -> None:
    if key in _IGNORED:
        reading.note(f"{_IGNORED[key]} is not followed")
    elif not words:
        return
    elif key == "identityfile":
        reading.identities.append(words[0])
    elif key in _FIRST_WINS:
        reading.values.setdefault(key, words[0])


def _result(reading: _Reading) -> HostConfig:
    values = reading.values
    port = values.get("port", str(_SSH))
    if not port.isdecimal():
        reading.note(f"Port {port} is not a number")
    hostname = values.get("hostname", "%h").replace("%h", reading.host)
    user = values.get("user")
    names = {"%%": "%", "%h": hostname, "%n": reading.host, "%p": port}
    names |= {"%r": user or getpass.getuser(), "%u": getpass.getuser()}
    names["%d"] = str(Path.home())
    agent = values.get("identityagent")
    certificate = values.get("certificatefile")
    jump = values.get("proxyjump", "none")
    return HostConfig(
        hostname=hostname,
        port=int(port) if port.isdecimal() else _SSH,
        user=user,
        identity_files=tuple(_path(p, names) for p in reading.identities),
        identities_only=values.get("identitiesonly", "no").lower() == "yes",
        identity_agent=None
        if agent in (None, "none", "SSH_AUTH_SOCK")
        else _path(agent, names),
        certificate=_path(certificate, names) if certificate else None,
        jump=() if jump.lower() == "none" else tuple(jump.split(",")),
        notes=tuple(reading.notes),
    )


def _path(text: str, names: dict[str, str]) -> str:
    expanded = re.sub(r"%.", lambda token: names.get(token[0], token[0]), text)
    return str(Path(expanded).expanduser())
