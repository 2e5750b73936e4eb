"""Where root's commands are looked up: the PATH that its shells are given.

All values that login.defs, /etc/environment and the start-up files of root's shells
give PATH count, since which branch of them a shell takes is not known here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from audit4.evidence import (
    Command,
    Evidence,
    Fact,
    File,
    Reason,
    Undetermined,
)
from audit4.facts.login_defs import LOGIN_DEFS
from audit4.facts.shell_words import commands
from audit4.facts.startup import ROOT_STARTUP

ENVIRONMENT = File(id="root_path.environment", path="/etc/environment")
# One line of each folder that a PATH there names: `MODE UID TYPE`, links followed.
FOLDERS = Command(
    id="root_path.folders",
    argv=("stat", "-L", "-c", "%a %u %F", "--", "{}"),
    each="root-path",
)

_SET = re.compile(r"^PATH\+?=(\S*)$")
_NAMED = re.compile(r"^([A-Za-z_]\w*)=[\"']?(/[^\s$`\"']*)[\"']?$")
_USED = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
# `${PATH:+:$PATH}`: what was there, with its colon only if there was anything.
_IF_ANY = re.compile(r"\$\{PATH:?\+:?\$\{?PATH\}?:?\}")
_TILDE = re.compile(r"^~(?=/|$)")
# What stood there before, and a function's own argument.
_BEFORE = re.compile(r"\"?\$\{?(PATH|\d)\}?\"?")
_PLAIN = re.compile(r"[A-Za-z0-9_./+-]*")
_OUTER = 0o022


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder in root's PATH, `place` is the file that names it.

    `mode` is None where there is no such thing; `kind` as `stat` calls it.
    """

    path: str
    place: str
    mode: int | None = None
    uid: int = 0
    kind: str = ""

    @property
    def directory(self) -> bool:
        """Whether it is there, and a directory."""
        return self.kind == "directory"

    @property
    def open(self) -> bool:
        """Whether somebody else than root may put commands there."""
        return self.mode is not None and (self.uid != 0 or bool(self.mode & _OUTER))


@dataclass(frozen=True, slots=True, kw_only=True)
class RootPath:
    """The folders of root's PATH, and its entries that are none.

    `relative` are entries that depend on where root stands: empty, `.`, or without
    a leading slash. `untold` are computed ones.
    """

    folders: tuple[Folder, ...]
    relative: tuple[str, ...]
    untold: tuple[str, ...]


def _values(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for path, text in texts.items():
        for words in commands(text):
            for word in words:
                if found := _SET.match(word):
                    yield path, _IF_ANY.sub("", found[1])
            if words[0] == "pathmunge" and len(words) > 1 and "(" not in words[1]:
                yield path, words[1]


def _known(texts: Mapping[str, str]) -> Mapping[str, str]:
    words = (w for text in texts.values() for ws in commands(text) for w in ws)
    found = {m[1]: m[2] for m in map(_NAMED.match, words) if m}
    return {**found, "HOME": "/root"}


def _texts(evidence: Evidence) -> Mapping[str, str]:
    startup = evidence.fact(ROOT_STARTUP)
    return {**startup.texts, ENVIRONMENT.path: evidence.file(ENVIRONMENT) or ""}


def _entries(evidence: Evidence) -> Iterator[tuple[str, str]]:
    texts = _texts(evidence)
    known = _known(texts)
    given = evidence.fact(LOGIN_DEFS).get("ENV_SUPATH") or ""
    values = [*_values(texts), ("/etc/login.defs", given.removeprefix("PATH="))]
    for place, value in values:
        for entry in value.strip("\"'").split(":") if value else ():
            if not _BEFORE.fullmatch(entry):
                told = _USED.sub(lambda m: known.get(m[1] or m[2], m[0]), entry)
                yield place, _TILDE.sub("/root", told.strip("\"'"))


def _parse(evidence: Evidence) -> RootPath:
    seen = evidence.outputs(FOLDERS, exits=(0, 1))
    folders: dict[str, Folder] = {}
    relative, untold = list[str](), list[str]()
    for place, entry in _entries(evidence):
        if "$" in entry or "`" in entry or not _PLAIN.fullmatch(entry):
            untold.append(f"{place}: {entry[:60]}")
        elif not entry.startswith("/"):
            relative.append(f"{place}: PATH={entry or '::'}")
        else:
            folders.setdefault(entry, _folder(seen, entry, place))
    return RootPath(
        folders=tuple(folders.values()),
        relative=tuple(dict.fromkeys(relative)),
        untold=tuple(dict.fromkeys(untold)),
    )


def _folder(seen: Mapping[str, str], path: str, place: str) -> Folder:
    if path not in seen:
        raise Undetermined(Reason.NOT_COLLECTED, f"{place}: {path[:80]}")
    words = seen[path].split(None, 2)
    if not words:
        return Folder(path=path, place=place)
    try:
        mode, uid, kind = words
        return Folder(
            path=path, place=place, mode=int(mode, 8), uid=int(uid), kind=kind.strip()
        )
    except ValueError:
        raise Undetermined(Reason.UNPARSEABLE, f"stat {path[:80]}") from None


ROOT_PATH: Fact[RootPath] = Fact(
    name="root_path",
    probes=(ENVIRONMENT, FOLDERS, *ROOT_STARTUP.probes, *LOGIN_DEFS.probes),
    parse=_parse,
)
