"""Tomcat: server.xml, element by element.

Read by its tags: a full XML parser would follow what a hostile file tells it.
"""

import re
from collections.abc import Mapping

from audit4.facts.server_scopes import Scope, Texts

_COMMENT = re.compile(r"<!--.*?(-->|\Z)", re.DOTALL)
_ELEMENT = re.compile(r"<(Server|Connector|SSLHostConfig|Host|Valve)\b([^<>]*)>")
_ATTRIBUTE = re.compile(r"(\w+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def scopes(texts: Texts, defaults: Mapping[str, str]) -> tuple[Scope, ...]:
    """Each element that matters, as `server`, `connector`, … in `element`."""
    return tuple(
        Scope(name=f"{path} {kind}", values={**defaults, **_values(kind, words)})
        for path, lines in sorted(texts.items())
        if path.endswith("/server.xml")
        for kind, words in _ELEMENT.findall(_COMMENT.sub("", "\n".join(lines)))
    )


def _values(kind: str, words: str) -> Mapping[str, str]:
    found = {
        name.lower(): double or single
        for name, double, single in _ATTRIBUTE.findall(words)
    }
    if "sslenabledprotocols" in found:
        found.setdefault("protocols", found["sslenabledprotocols"])
    return {**found, "element": kind.lower(), "tls": _tls(kind, found)}


def _tls(kind: str, found: Mapping[str, str]) -> str:
    on = found.get("sslenabled", "").lower() == "true" or kind == "SSLHostConfig"
    return "on" if on else "off"
