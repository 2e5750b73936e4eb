"""Forms that agents' configurations and status commands have, made flat.

By hand where a library would refuse what the agent itself takes (templates,
repeated keys, several roots), or would expand what a hostile file holds.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from audit4.evidence import Reason, Undetermined

_TAG = re.compile(r"<(/?)([\w-]{1,64})[^<>]*>([^<]*)")
_INCLUDE = re.compile(
    r"^[ \t]*@?include(?:_file)?\s+[\"']?([^\s\"']{1,400})",
    re.IGNORECASE | re.MULTILINE,
)
# `File Threat Protection: running`, `rfm-state=false`, `Connectivity   On`.
_SAID = re.compile(
    r"[^\w]*([A-Za-z][\w./()-]*(?: [\w./()-]+){0,8}?)"
    r"(?:[ \t]*[:=][ \t]*|[ \t]{2,}|\t)(.*)"
)
_DEEPEST = 20
# Key words of a list of blocks that hold one way out each.
_SINKS = frozenset({"sinks", "outputs"})


@dataclass(frozen=True, slots=True)
class Told:
    """One setting: key with dots, value, and the block that it stands in.

    `block` is empty for what holds for the whole file.
    """

    key: str
    value: str
    block: str = ""


def told(form: str, text: str) -> Iterator[Told]:
    """Each setting of a text.

    Raises:
        Undetermined: the form is not known (`unsupported`).
    """
    if form not in _READERS:
        raise Undetermined(Reason.UNSUPPORTED, f"configuration form {form[:40]}")
    return _READERS[form](text)


def includes(form: str, text: str) -> tuple[str, ...]:
    """Paths and patterns of further files, as they are written."""
    return tuple(_INCLUDE.findall(text)) if form == "blocks" else ()


def _yaml(text: str) -> Iterator[Told]:
    # Only plain `key: value` and lists matter here. A block is an item of a list,
    # or a named way out.
    path: list[tuple[int, str]] = []
    items: list[tuple[int, int]] = []
    count = 0
    for raw in text.splitlines():
        line = re.sub(r"(^|\s)#.*$", "", raw).rstrip()
        if not line.strip() or line.startswith(("---", "%")):
            continue
        body = line.lstrip(" ")
        indent = len(line) - len(body)
        while items and items[-1][0] > indent:
            items.pop()
        while body.startswith("- "):
            count += 1
            items = [i for i in items if i[0] < indent + 2] + [(indent + 2, count)]
            body = body[2:].lstrip()
            indent += 2
        key, value = _pair(body)
        while path and path[-1][0] >= indent:
            path.pop()
        if key:
            path.append((indent, key))
        if value:
            names = [part for _, part in path]
            yield Told(".".join(names), value, _yaml_block(names, items))


def _yaml_block(names: list[str], items: list[tuple[int, int]]) -> str:
    if len(names) > 2 and names[0] in _SINKS:  # noqa: PLR2004 - sinks, name, key
        return f"{names[0]}.{names[1]}"
    return str(items[0][1]) if items else ""


def _pair(body: str) -> tuple[str, str]:
    found = re.match(r"([\w.@/-]+)\s*:(?:\s+(.*))?$", body)
    if not found:
        return "", body.strip("\"' ")
    return found[1], (found[2] or "").strip("\"' ")


def _ini(text: str) -> Iterator[Told]:
    section = ""
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("["):
            section = line.strip("[]")
        elif "=" in line and line[0] not in "#;":
            key, _, value = line.partition("=")
            name = key.strip().lstrip("-")
            whole = f"{section}.{name}" if section else name
            # `[tcpout]` holds for each of `[tcpout:NAME]`.
            block = section if ":" in section else ""
            yield Told(whole, value.strip().strip("\"'"), block)


def _tags(text: str) -> Iterator[Told]:
    # Not an XML library: ossec.conf has several roots, and entities of a
    # hostile file must never expand.
    path: list[str] = []
    for close, name, value in _TAG.findall(_without_comments(text)):
        if not close and len(path) < _DEEPEST:
            path.append(name)
            if value.strip():
                yield Told(".".join(path), value.strip())
        elif name in path:
            del path[len(path) - 1 - path[::-1].index(name) :]


def _without_comments(text: str) -> str:
    return "".join(part.partition("<!--")[0] for part in text.split("-->"))


def _blocks(text: str) -> Iterator[Told]:
    """`[OUTPUT]` or `<match **>` blocks of `key value` lines (Fluent, NXLog)."""
    path: list[str] = []
    count = 0
    for raw in text.splitlines():
        line = raw.strip()
        if not line or line.startswith(("#", "@INCLUDE", "@SET")):
            continue
        if line.startswith("["):
            path, count = [line.strip("[]")], count + 1
        elif line.startswith("</"):
            path = path[:-1]
        elif line.startswith("<"):
            count += not path
            path = [*path, line.strip("<> ").split(None, 1)[0]][:_DEEPEST]
        else:
            key, _, value = line.replace("\t", " ").partition(" ")
            block = str(count) if path else ""
            yield Told(".".join((*path, key)), value.strip().strip("\"';"), block)


def _flags(text: str) -> Iterator[Told]:
    for line in text.splitlines():
        key, _, value = line.strip().lstrip("-").partition("=")
        if key and not key.startswith("#"):
            yield Told(key, value.strip("\"'"))


def _status(text: str) -> Iterator[Told]:
    for line in re.split(r"\n|,[ \t]+(?=[\w-]{1,40}=)", text):
        if found := _SAID.match(line[:400]):
            yield Told(found[1].strip(), found[2].strip(" \t\"'.,"))


_READERS: Mapping[str, Callable[[str], Iterator[Told]]] = {
    "yaml": _yaml,
    "ini": _ini,
    "tags": _tags,
    "blocks": _blocks,
    "flags": _flags,
    "status": _status,
}
