"""logrotate: how many old copies of each log are kept, and for how long.

By hand: no library reads it. Global directives count for the blocks that come
after them, includes in their place; the first block that names a file wins.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase

from audit4.evidence import (
    KIB,
    DatedStat,
    Evidence,
    Fact,
    File,
    Probe,
    Reason,
    Stat,
    Undetermined,
)
from audit4.facts.setting import NOW

MAIN = File(id="logrotate.main", path="/etc/logrotate.conf", max_bytes=128 * KIB)
DROPINS = File(id="logrotate.dropins", path="/etc/logrotate.d/*")
STATE = Stat(
    id="logrotate.state",
    paths=(
        "/var/lib/logrotate/status",
        "/var/lib/logrotate/logrotate.status",
        "/var/lib/logrotate.status",
    ),
    dated=True,
)
# A sign of the host's age: none of these changes after the installation.
BIRTH = Stat(
    id="logrotate.birth",
    paths=("/etc/machine-id", "/etc/ssh/ssh_host_*_key.pub", "/lost+found"),
    dated=True,
)

# Months and years as twelfths of 365 days, so that `rotate 12` keeps a year.
PERIODS = {
    "hourly": 1 / 24,
    "daily": 1.0,
    "weekly": 7.0,
    "monthly": 365 / 12,
    "yearly": 365.0,
}
_TABOO = (
    ".bak",
    ".disabled",
    ".dpkg-bak",
    ".dpkg-del",
    ".dpkg-dist",
    ".dpkg-new",
    ".dpkg-old",
    ".dpkg-tmp",
    ".rhn-cfg-tmp-",
    ".rpmnew",
    ".rpmorig",
    ".rpmsave",
    ".swp",
    ".ucf-dist",
    ".ucf-new",
    ".ucf-old",
    ",v",
    "~",
)
_SCRIPTS = frozenset(
    {"prerotate", "postrotate", "firstaction", "lastaction", "preremove"}
)
_WORDS = re.compile(r'"([^"]*)"|\'([^\']*)\'|(\S+)')
_DEPTH = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """What a block orders for its files.

    `period` is in days, None where size alone decides. `keep` is the number of
    old copies, -1 for all. `by_size` holds where size may rotate a file before
    its period is over. `max_age` in days deletes older copies. `mode` is what
    `create` gives the new file.
    """

    patterns: tuple[str, ...]
    period: float | None
    keep: int
    by_size: bool
    max_age: float | None
    mode: int | None

    @property
    def days(self) -> float | None:
        """Days that entries are kept at least; None where size decides.

        Infinite where nothing is ever deleted.
        """
        if self.keep < 0:
            kept = float("inf")
        elif self.by_size or self.period is None:
            return None
        else:
            kept = self.keep * self.period
        return kept if self.max_age is None else min(kept, self.max_age)


@dataclass(frozen=True, slots=True, kw_only=True)
class Logrotate:
    """All blocks in the order they count; empty where logrotate is not set up.

    `last_run` is when its state file was last written, None if never; `born`
    the oldest sign of the host's installation.
    """

    installed: bool
    rotations: tuple[Rotation, ...]
    last_run: datetime | None
    born: datetime | None

    def of(self, path: str) -> Rotation | None:
        """The block that rotates a file; None where none does."""
        for rotation in self.rotations:
            if any(_names(pattern, path) for pattern in rotation.patterns):
                return rotation
        return None


def _names(pattern: str, path: str) -> bool:
    return pattern.count("/") == path.count("/") and fnmatchcase(path, pattern)


def _parse(seen: Evidence) -> Logrotate:
    now = seen.fact(NOW)
    main = seen.file(MAIN)
    files = seen.files(DROPINS)
    born = seen.dated_stats(BIRTH).values()
    runs = seen.dated_stats(STATE).values()
    return Logrotate(
        installed=main is not None,
        rotations=tuple(_read(main or "", files, {}, 0)),
        last_run=max((_time(s, now) for s in runs), default=None),
        born=min((_time(s, now) for s in born), default=None),
    )


def _time(stat: DatedStat, now: datetime) -> datetime:
    try:
        return datetime.fromtimestamp(stat.mtime, now.tzinfo)
    except (OverflowError, OSError, ValueError):
        raise Undetermined(Reason.UNPARSEABLE, f"mtime of {stat.path}") from None


def _read(
    text: str, files: Mapping[str, str], scope: dict[str, str], depth: int
) -> list[Rotation]:
    found: list[Rotation] = []
    patterns, block = [], None
    for line in _lines(text):
        if block is not None:
            if line == "}":
                found.append(_rotation(patterns, block))
                patterns, block = [], None
            else:
                _set(block, line)
        elif line == "{":
            block = dict(scope)
        elif line[0] in "/\"'~*":
            patterns += [a or b or c for a, b, c in _WORDS.findall(line)]
        elif line.split()[0] == "include":
            found += _included(line, files, scope, depth)
        else:
            _set(scope, line)
    if block is not None:
        raise Undetermined(Reason.UNPARSEABLE, "logrotate: block without end")
    return found


def _lines(text: str) -> Iterator[str]:
    """Lines that matter, braces on lines of their own, scripts left out."""
    inside_script = False
    for raw in text.splitlines():
        line = raw.strip()
        if inside_script:
            inside_script = line != "endscript"
        elif line.split(None, 1)[:1] and line.split(None, 1)[0] in _SCRIPTS:
            inside_script = True
        elif line and not line.startswith("#"):
            for part in re.split(r"([{}])", line):
                if part.strip():
                    yield part.strip()


def _included(
    line: str, files: Mapping[str, str], scope: dict[str, str], depth: int
) -> list[Rotation]:
    if depth >= _DEPTH:
        raise Undetermined(Reason.UNPARSEABLE, "logrotate: includes too deep")
    target = line.split(None, 1)[-1].rstrip("/")
    if target != "/etc/logrotate.d" and target not in files:
        raise Undetermined(Reason.NOT_COLLECTED, f"logrotate include {target[:80]}")
    found: list[Rotation] = []
    for path in sorted(files):
        # A file of the directory sets directives for itself alone.
        if target in (path, "/etc/logrotate.d") and not path.endswith(_TABOO):
            found += _read(files[path], files, dict(scope), depth + 1)
    return found


def _set(scope: dict[str, str], line: str) -> None:
    name, _, value = line.replace("=", " ", 1).partition(" ")
    value = value.strip()
    if name in PERIODS:
        # Period and plain size exclude each other; the later one counts.
        scope["period"] = name
        scope.pop("size", None)
    elif name == "size":
        scope["size"] = value
        scope.pop("period", None)
    elif name in {"rotate", "maxsize", "maxage", "create"}:
        scope[name] = value
    elif name == "nocreate":
        scope.pop("create", None)


def _rotation(patterns: Sequence[str], block: Mapping[str, str]) -> Rotation:
    period = PERIODS.get(block.get("period", ""))
    words = block.get("create", "").split()
    try:
        return Rotation(
            patterns=tuple(patterns),
            period=period,
            keep=int(block.get("rotate") or 0),
            by_size=period is None or "maxsize" in block,
            max_age=float(block["maxage"]) if block.get("maxage") else None,
            mode=int(words[0], 8) if words and words[0].isdigit() else None,
        )
    except ValueError:
        raise Undetermined(Reason.UNPARSEABLE, "logrotate: number") from None


PROBES: tuple[Probe, ...] = (MAIN, DROPINS, STATE, BIRTH)
LOGROTATE: Fact[Logrotate] = Fact(name="logrotate", probes=PROBES, parse=_parse)
