"""nginx: the value of each directive in each server and location.

Directives of a block count in those inside, until one of them says otherwise.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping

from audit4.evidence import Reason, Undetermined
from audit4.facts.server_scopes import MOST_LINES, Scope, Texts, included

MAIN = ("/etc/nginx/nginx.conf", "/usr/local/nginx/conf/nginx.conf")
_DIRECTIVE = re.compile(r"\s*([a-z_]+)\s*(.*?)\s*;\s*$", re.DOTALL)
_ADDED = frozenset({"listen", "add_header", "access_log", "ssl_certificate"})
_QUOTES = "\"' "
_DEEPEST = 40


def scopes(texts: Texts, defaults: Mapping[str, str]) -> tuple[Scope, ...]:
    """All servers, and the locations that set something of their own.

    Raises:
        Undetermined: braces do not match, or an include leads to an unknown place.
    """
    return tuple(
        scope for path in MAIN if path in texts for scope in _of(texts, path, defaults)
    )


def _of(texts: Texts, path: str, defaults: Mapping[str, str]) -> Iterator[Scope]:
    blocks: list[tuple[str, dict[str, str]]] = [("main", dict(defaults))]
    closed: list[tuple[str, list[dict[str, str]]]] = []
    for line in _lines(texts, path, (path,)):
        text = line.strip()
        if text.endswith("{"):
            blocks.append((text[:-1].strip(), {}))
        elif text == "}":
            kind, _ = blocks[-1]
            # What stands behind a block in those around it counts in it too.
            closed.append((kind, [own for _, own in blocks]))
            blocks.pop()
        elif found := _DIRECTIVE.match(text):
            _set(blocks[-1][1], found[1], found[2].strip(_QUOTES))
        if not 0 < len(blocks) < _DEEPEST:
            raise Undetermined(Reason.UNPARSEABLE, f"{path}: braces")
    if len(blocks) != 1:
        raise Undetermined(Reason.UNPARSEABLE, f"{path}: braces")
    for kind, around in closed:
        if kind == "server" or (kind in {"location", "if"} and around[-1]):
            values = {k: v for own in around for k, v in own.items()}
            yield Scope(name=_name(path, kind, values), values=_with_tls(values))


def _set(own: dict[str, str], name: str, value: str) -> None:
    own[name] = f"{own[name]}, {value}" if name in _ADDED & own.keys() else value


def _name(path: str, kind: str, values: Mapping[str, str]) -> str:
    host = values.get("server_name", "").split(" ")[0] or values.get("listen", "")
    return f"{path} {kind} {host}".strip()[:120]


def _with_tls(values: Mapping[str, str]) -> Mapping[str, str]:
    served = values.get("listen", "")
    on = bool(re.search(r"\b(ssl|quic)\b", served)) or values.get("ssl") == "on"
    return {**values, "tls": "on" if on else "off"}


def _lines(texts: Texts, path: str, seen: tuple[str, ...]) -> Iterator[str]:
    lines = _joined(texts[path])
    if len(lines) > MOST_LINES:
        raise Undetermined(Reason.TRUNCATED, path)
    for line in lines:
        found = _DIRECTIVE.match(line)
        if not (found and found[1] == "include"):
            yield line
            continue
        pattern = found[2].strip(_QUOTES)
        if pattern.endswith("_params"):
            continue
        where = posixpath.join(posixpath.dirname(seen[0]), pattern)
        for file in included(texts, where, seen):
            yield from _lines(texts, file, (*seen, file))


def _joined(lines: tuple[str, ...]) -> list[str]:
    """Lines with those that continue a directive put behind it."""
    joined: list[str] = []
    for line in lines:
        if joined and joined[-1].rstrip()[-1:] not in {"", ";", "{", "}"}:
            joined[-1] += f" {line.strip()}"
        else:
            joined.append(line)
    return joined
