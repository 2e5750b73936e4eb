"""Apache httpd: directives of the server, its virtual hosts and its folders.

The last line of a directive counts; a virtual host takes over what it does not set.
Sections that ask for a module or a define are read as if they held.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping

from audit4.evidence import Reason, Undetermined
from audit4.facts.server_scopes import MOST_LINES, Scope, Texts, included

MAIN = (
    "/etc/apache2/apache2.conf",
    "/etc/httpd/conf/httpd.conf",
    "/usr/local/apache2/conf/httpd.conf",
)
_SECTION = re.compile(r"<(/?)\s*([A-Za-z]+)\s*([^>]*)>?")
_HOLDING = frozenset(
    {
        "virtualhost",
        "directory",
        "directorymatch",
        "location",
        "locationmatch",
        "files",
        "filesmatch",
        "proxy",
        "proxymatch",
    }
)
_ALL = ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")


def scopes(texts: Texts, defaults: Mapping[str, str]) -> tuple[Scope, ...]:
    """The main server, each virtual host, each folder that sets something.

    Raises:
        Undetermined: sections do not match, or an include leads to an unknown place.
    """
    return tuple(
        scope for path in MAIN if path in texts for scope in _of(texts, path, defaults)
    )


def _of(texts: Texts, path: str, defaults: Mapping[str, str]) -> Iterator[Scope]:
    main: dict[str, str] = dict(defaults)
    inner: list[tuple[str, dict[str, str]]] = []
    stack: list[tuple[str, str, dict[str, str]]] = []
    for line in _lines(texts, path, _root(texts, path), (path,)):
        section = _SECTION.match(line)
        if not section:
            name, _, value = line.partition(" ")
            own = stack[-1][2] if stack else main
            _set(own, name.lower(), value.strip().strip('"'))
        elif section[2].lower() not in _HOLDING:
            continue
        elif not section[1]:
            own = {}
            stack.append((section[2].lower(), section[3], own))
            inner.append((f"{section[2]} {section[3]}".strip(), own))
        elif not stack or stack.pop()[0] != section[2].lower():
            raise Undetermined(Reason.UNPARSEABLE, f"{path}: sections")
    yield Scope(name=path, values=_effective(main))
    for name, own in inner:
        if own:
            yield Scope(name=f"{path} {name}"[:120], values=_inner(name, main, own))


def _set(own: dict[str, str], name: str, value: str) -> None:
    own[name] = f"{own[name]}, {value}" if name == "listen" and name in own else value


def _inner(
    name: str, main: Mapping[str, str], own: Mapping[str, str]
) -> Mapping[str, str]:
    # What a folder does not set is judged where it is set, not once a folder.
    outer = main if name.lower().startswith("virtualhost") else {}
    return _effective({**outer, **own})


def _effective(values: Mapping[str, str]) -> Mapping[str, str]:
    found = {"tls": values.get("sslengine", "off").lower(), **values}
    if "sslprotocol" in values:
        found["sslprotocol"] = _protocols(values["sslprotocol"])
    if "options" in values:
        found["options"] = _options(values["options"])
    return found


def _protocols(text: str) -> str:
    on: list[str] = []
    for word in text.split():
        bare = word.lstrip("+-")
        names = _ALL if bare.lower() == "all" else (bare,)
        if word[0] not in "+-" and bare.lower() == "all":
            on = []
        on = [n for n in on if n.lower() not in {m.lower() for m in names}]
        if not word.startswith("-"):
            on += names
    return " ".join(on)


def _options(text: str) -> str:
    words = text.split()
    off = {w[1:].lower() for w in words if w.startswith("-")}
    on = [w.lstrip("+") for w in words if not w.startswith("-")]
    if any(w.lower() == "all" for w in on):
        on.append("Indexes")
    return " ".join(w for w in on if w.lower() not in off) or "None"


def _root(texts: Texts, path: str) -> str:
    for line in texts[path]:
        words = line.split(None, 1)
        if len(words) > 1 and words[0].lower() == "serverroot":
            return words[1].strip().strip('"')
    return {"/etc/apache2/apache2.conf": "/etc/apache2"}.get(
        path, posixpath.dirname(posixpath.dirname(path))
    )


def _lines(texts: Texts, path: str, root: str, seen: tuple[str, ...]) -> Iterator[str]:
    if len(texts[path]) > MOST_LINES:
        raise Undetermined(Reason.TRUNCATED, path)
    for line in texts[path]:
        words = line.split(None, 1)
        if not words:
            continue
        if words[0].lower() not in {"include", "includeoptional"}:
            yield " ".join(words)
            continue
        pattern = words[1].strip().strip('"') if len(words) > 1 else ""
        for file in included(texts, posixpath.join(root, pattern), seen):
            yield from _lines(texts, file, root, (*seen, file))
