"""AIDE: what its configuration compares, where its database is, who is left out.

By hand: no library reads it. A path is looked for from the deepest folder that a
rule's pattern names up to the root, and within a folder the first rule counts; a
rule that leaves out counts before all others (aide.conf(5)).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit4.evidence import (
    KIB,
    Command,
    DatedStat,
    Evidence,
    Fact,
    Probe,
    Reason,
    Stat,
    Undetermined,
)

# One command for main file, snippets and Debian's switch. Of the rules only those
# leave the host that may mean a path below /usr or /sbin.
_WANTED = r"^(@@(define|\{)|database|[A-Za-z_]+ *=|[=!-]?/([^a-z@]|u|s))"
_ASKED = re.compile(_WANTED)
CONFIG = Command(
    id="aide.config",
    argv=(
        "grep",
        "-rhsE",
        _WANTED,
        "/etc/aide.conf",
        "/etc/aide",
        "/etc/default/aide",
    ),
    max_bytes=256 * KIB,
)
FILES = Stat(
    id="aide.files",
    paths=(
        "/var/lib/aide/*",
        "/usr/sbin/au[dgrst]*[cdhltse]",
        "/sbin/au[dgrst]*[cdhltse]",
    ),
    dated=True,
)
# What a host with audit has of these is what must be watched.
AUDIT_TOOLS = ("auditctl", "auditd", "ausearch", "aureport", "autrace", "augenrules")

_GROUP = re.compile(r"([A-Za-z_][\w-]{0,63})\s*=\s*([\w+\-> ]+)$")
_RULE = re.compile(r"([=!-]?)(/\S*)(?:\s+(\S+))?(?:\s+(\S+))?\s*$")
_DEFINE = re.compile(r"@@define\s+(\w+)\s+(\S+)")
_MACRO = re.compile(r"@@\{(\w+)\}")
_DATABASE = re.compile(r"database(?:_in)?\s*=\s*file:\s*(\S+)")
_SWITCHED_OFF = re.compile(r"CRON_DAILY_RUN=[\"']?no")
_SPECIAL = re.compile(r"[\\^$.|?*+()\[\]{}]")
_SLOW = re.compile(r"\)[*+{]")
_REPEAT = re.compile(r"[*+{]")
_REPEATS = 4
_CLASS = re.compile(r"\[:(\w+):\]")
_CLASSES = {
    "alnum": "A-Za-z0-9",
    "alpha": "A-Za-z",
    "digit": "0-9",
    "lower": "a-z",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
    "space": r"\s",
    "punct": r"!-/:-@\[-`{-~",
}
_HASHES = frozenset({"md5", "sha1", "sha256", "sha512", "sha512_256", "rmd160"}) | {
    "tiger",
    "crc32",
    "crc32b",
    "haval",
    "gost",
    "whirlpool",
    "stribog256",
    "stribog512",
}
_EXTRA = frozenset({"acl", "selinux", "xattrs", "e2fsattrs", "caps"})
_LEAST = frozenset({"p", "ftype", "i", "l", "n", "u", "g"}) | _EXTRA
_BUILT_IN: Mapping[str, frozenset[str]] = {
    "R": _LEAST | {"s", "m", "c", "md5", "sha256"},
    "L": _LEAST,
    ">": _LEAST | {"s", "growing"},
    "H": _HASHES,
    "X": _EXTRA,
    "E": frozenset(),
}
# Built in: Debian, then the others.
DEFAULT_DATABASES = ("/var/lib/aide/aide.db", "/var/lib/aide/aide.db.gz")


@dataclass(frozen=True, slots=True, kw_only=True)
class AideRule:
    """One rule: `sign` is `=`, `!` or empty; `kinds` are file types, empty for all."""

    sign: str
    pattern: str
    kinds: str
    attributes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aide:
    """The configuration, and files that bear on it.

    `databases` are the paths that a
    comparison may read, `stats` those of databases and audit's tools. `daily`
    is false where Debian's own daily run is switched off.
    """

    databases: tuple[str, ...]
    rules: tuple[AideRule, ...]
    stats: Mapping[str, DatedStat]
    daily: bool

    def attributes(self, path: str) -> frozenset[str] | None:
        """What is compared of a regular file; None where it is left out."""
        if any(r.sign in {"!", "-"} and _matches(r, path) for r in self.rules):
            return None
        folder = path
        while folder:
            folder = folder.rpartition("/")[0]
            for sign in ("=", ""):
                for rule in self.rules:
                    at_home = rule.sign == sign and _home(rule.pattern) == folder
                    if at_home and _matches(rule, path):
                        return rule.attributes
        return None

    @property
    def audit_tools(self) -> tuple[str, ...]:
        """Paths of audit's own tools that are on the host."""
        found = []
        for tool in AUDIT_TOOLS:
            # /sbin is a link to /usr/sbin on all but old systems.
            there = (f"/usr/sbin/{tool}", f"/sbin/{tool}")
            found += [p for p in there if p in self.stats][:1]
        return tuple(found)


def _home(pattern: str) -> str:
    """The folder of a rule: its literal beginning up to the last slash."""
    return _SPECIAL.split(pattern, maxsplit=1)[0].rpartition("/")[0]


def _matches(rule: AideRule, path: str) -> bool:
    if rule.kinds and "f" not in rule.kinds:
        return False
    if not path.startswith(f"{_home(rule.pattern)}/"):
        return False
    # The pattern is a host's: nothing that could make matching slow is tried.
    if _SLOW.search(rule.pattern) or len(_REPEAT.findall(rule.pattern)) > _REPEATS:
        raise Undetermined(Reason.UNSUPPORTED, f"aide.conf: {rule.pattern[:100]}")
    # An equals rule names the file itself, the others what begins like it.
    pattern = f"{rule.pattern}$" if rule.sign == "=" else rule.pattern
    try:
        return re.match(_CLASS.sub(lambda m: _CLASSES[m[1]], pattern), path) is not None
    except (re.error, KeyError):
        detail = f"aide.conf: {rule.pattern[:100]}"
        raise Undetermined(Reason.UNPARSEABLE, detail) from None


def _parse(seen: Evidence) -> Aide:
    # Without AIDE the folders are not there, which grep calls an error.
    text = seen.output(CONFIG, exits=(0, 1, 2))
    if not all(map(_ASKED.match, text.split("\n")[:-1])):
        raise Undetermined(Reason.UNPARSEABLE, "grep aide.conf")
    lines = [line.strip() for line in text.splitlines()]
    macros: dict[str, str] = {}
    for line in lines:
        if found := _DEFINE.match(line):
            macros[found[1]] = found[2]
    plain = [_expanded(line, macros) for line in lines]
    return Aide(
        databases=_databases(plain),
        rules=tuple(_rules(plain)),
        stats=seen.dated_stats(FILES),
        daily=not any(map(_SWITCHED_OFF.match, lines)),
    )


def _expanded(line: str, macros: Mapping[str, str]) -> str:
    for _ in range(3):  # a macro may hold another
        line = _MACRO.sub(lambda m: macros.get(m[1], ""), line)[:4096]
    return line


def _databases(lines: Iterable[str]) -> tuple[str, ...]:
    told = [found[1] for line in lines if (found := _DATABASE.match(line))]
    return (told[-1],) if told else DEFAULT_DATABASES


def _rules(lines: list[str]) -> Iterable[AideRule]:
    # Groups first: which file grep names first is not the order of includes.
    groups = dict(_BUILT_IN)
    for line in lines:
        if found := _GROUP.match(line):
            groups[found[1]] = _attributes(found[2], groups)
    for line in lines:
        if found := _RULE.match(line):
            sign, pattern, first, second = found.groups()
            last = second if second is not None else first
            kinds = first if second is not None or sign in {"!", "-"} else None
            yield AideRule(
                sign=sign,
                pattern=pattern,
                kinds="" if kinds in {None, "0"} else kinds or "",
                attributes=_attributes(last or "", groups),
            )


def _attributes(
    expression: str, groups: Mapping[str, frozenset[str]]
) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    for sign, name in re.findall(r"([+-]?)\s*([A-Za-z_>][\w]*)", expression):
        named = groups.get(name, frozenset({name}))
        found = found - named if sign == "-" else found | named
    return found


PROBES: tuple[Probe, ...] = (CONFIG, FILES)
AIDE: Fact[Aide] = Fact(name="aide", probes=PROBES, parse=_parse)
