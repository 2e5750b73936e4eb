"""syslog-ng's configuration: which log paths end in which destination.

By hand: no library reads it. Statements are `kind name { drivers };`, a driver
is `name(arguments)`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from audit4.evidence import Reason, Undetermined
from audit4.facts.syslog_rules import Destination

_INCLUDE = re.compile(r'^[ \t]*@include\s+"([^"\n]+)"', re.MULTILINE)
_COMMENT = re.compile(
    r'"(?:\\.|[^"\\])*"|\'[^\']*\'|(#[^\n]*|^[ \t]*@[^\n]*)', re.MULTILINE
)
_STATEMENT = re.compile(r"\b(destination|filter|log|source)\b\s*([\w.-]*)\s*\{")
_PART = re.compile(r"\b(destination|filter|source|rewrite|parser)\s*\{")
_DRIVER = re.compile(r"([\w-]+)\s*\(")
_FACILITY = re.compile(r"\s*facility\s*\(([^)]*)\)\s*;?\s*")
_NETWORK = frozenset(
    {"network", "syslog", "tcp", "tcp6", "udp", "udp6", "http", "elasticsearch-http"}
)
# syslog-ng's own library of snippets defines no log path.
_LIBRARY = re.compile(r"(?:^|/)scl(?:\.conf|/)")


@dataclass(frozen=True, slots=True, kw_only=True)
class SyslogNgConfig:
    """Destinations of all log paths; `unread` as in rsyslog's configuration."""

    rules: tuple[Destination, ...]
    unread: tuple[str, ...]


def parse_syslog_ng(main: str, files: Mapping[str, str]) -> SyslogNgConfig:
    """The configuration of a main file and the files that it includes.

    Raises:
        Undetermined: a block does not close (`unparseable`).
    """
    texts, unread = [main], []
    for pattern in _INCLUDE.findall(main):
        path = pattern if pattern.startswith("/") else f"/etc/syslog-ng/{pattern}"
        texts += [t for name, t in sorted(files.items()) if fnmatchcase(name, path)]
        known = fnmatchcase(path, "/etc/syslog-ng/conf.d/*.conf")
        if not known and not _LIBRARY.search(pattern):
            unread.append(path)
    clean = "\n".join(_COMMENT.sub(_without_comment, text) for text in texts)
    named: dict[str, dict[str, str]] = {"destination": {}, "filter": {}}
    logs = []
    for kind, name, body in _statements(clean):
        if kind == "log":
            logs.append(body)
        elif kind in named:
            named[kind][name] = body
    rules = [
        rule
        for body in logs
        for rule in _path(body, named["filter"], named["destination"])
    ]
    return SyslogNgConfig(rules=tuple(rules), unread=tuple(unread))


def _without_comment(found: re.Match[str]) -> str:
    return "" if found[1] is not None else found[0]


def _statements(text: str) -> Iterator[tuple[str, str, str]]:
    at = 0
    while found := _STATEMENT.search(text, at):
        end = _closing(text, found.end(), "{}")
        yield found[1], found[2], text[found.end() : end]
        at = end + 1


def _closing(text: str, at: int, pair: str) -> int:
    depth, quote = 1, ""
    for i in range(at, len(text)):
        char = text[i]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in pair:
            depth += 1 if char == pair[0] else -1
            if not depth:
                return i
    raise Undetermined(Reason.UNPARSEABLE, "syslog-ng: block without end")


def _drivers(body: str) -> Iterator[tuple[str, str]]:
    at = 0
    while found := _DRIVER.search(body, at):
        end = _closing(body, found.end(), "()")
        # syslog-ng takes `peer_verify` for `peer-verify`.
        yield found[1].replace("_", "-"), body[found.end() : end]
        at = end + 1


def _inline(body: str) -> tuple[str, dict[str, list[str]]]:
    """A log path without the parts that it defines on the spot, and these."""
    parts: dict[str, list[str]] = {}
    while found := _PART.search(body):
        end = _closing(body, found.end(), "{}")
        parts.setdefault(found[1], []).append(body[found.end() : end])
        body = f"{body[: found.start()]};{body[end + 1 :]}"
    return body, parts


def _path(
    body: str, filters: Mapping[str, str], destinations: Mapping[str, str]
) -> Iterator[Destination]:
    body, own = _inline(body)
    selectors, conditional = [], "{" in body
    named = [(kind, value.strip().strip('"')) for kind, value in _drivers(body)]
    tests = [filters.get(value, "") for kind, value in named if kind == "filter"]
    for test in (*tests, *own.get("filter", ())):
        if facility := _FACILITY.fullmatch(test):
            selectors.append(f"{facility[1].replace(' ', '')}.*")
        else:
            conditional = True
    ends = [destinations.get(v, "") for kind, v in named if kind == "destination"]
    for end in (*ends, *own.get("destination", ())):
        for driver, arguments in _drivers(end):
            yield replace(
                _destination(driver, arguments),
                selectors=tuple(selectors) or ("*.*",),
                conditional=conditional,
            )


def _destination(driver: str, arguments: str) -> Destination:
    options = dict(_drivers(arguments))
    first = re.match(r'\s*"?([^"\s()]+)"?', arguments)
    target = first[1] if first else ""
    if driver == "file":
        perm = options.get("perm", "0600").strip()
        return Destination(
            kind="file",
            path=target,
            mode=int(perm, 8) if re.fullmatch(r"[0-7]+", perm) else None,
        )
    if driver not in _NETWORK:
        return Destination(kind="other")
    return _network(driver, target, options)


def _network(driver: str, target: str, options: Mapping[str, str]) -> Destination:
    transport = options.get("transport", "").strip().strip('"').lower()
    protocol = transport or ("udp" if driver.startswith("udp") else "tcp")
    inside = dict(_drivers(options.get("tls", "")))
    if driver in {"http", "elasticsearch-http"}:
        url = options.get("url", "").strip().strip('"').split()
        protocol = url[0] if url else ""
        target = re.sub(r"^https?://|[:/].*$", "", protocol)
    tls = (
        protocol == "tls"
        or protocol.startswith("https://")
        or ("tls" in options and protocol == "tcp")
    )
    lax = inside.get("peer-verify", "").strip().strip('"').lower()
    return Destination(
        kind="forward",
        target=target,
        port=options.get("port", "").strip().strip('"'),
        protocol="udp" if protocol == "udp" else "tcp",
        tls=tls,
        # peer-verify is required-trusted unless told otherwise.
        verified=tls and lax in {"", "yes", "required-trusted"},
        disk_queue="disk-buffer" in options,
    )
