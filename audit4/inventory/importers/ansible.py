"""Import an Ansible inventory, INI or YAML, without Ansible and without running it.

Groups become tags. Ansible knows no units, systems or levels: all hosts land in one
unit and system of level 1, to be moved by hand.
"""

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audit4.documents import read
from audit4.errors import InputError, Location
from audit4.inventory.files import address
from audit4.inventory.importers.draft import Found, Imported, imported, slug

MAX_HOSTS = 10_000
_RANGE = re.compile(r"\[([0-9]+|[A-Za-z]):([0-9]+|[A-Za-z])(?::([0-9]+))?\]")
_SECTION = re.compile(r"\[([^\]:]+)(?::(vars|children))?\]\s*(?:[#;].*)?\Z")
_FIELDS = {
    "ansible_host": "address",
    "ansible_ssh_host": "address",
    "ansible_port": "port",
    "ansible_ssh_port": "port",
    "ansible_user": "user",
    "ansible_ssh_user": "user",
    "ansible_ssh_private_key_file": "key",
    "ansible_private_key_file": "key",
}
_SECRET = re.compile(r"(?i)pass(word)?$|secret|token|private_key$")
_PLACEHOLDER = "{{"


@dataclass(slots=True)
class _Group:
    hosts: list[str] = field(default_factory=list)
    children: list[str] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Inventory:
    """Groups by name, and variables by host; what was odd is in the notes."""

    path: str
    groups: dict[str, _Group] = field(default_factory=dict)
    hosts: dict[str, dict[str, Any]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def group(self, name: str) -> _Group:
        return self.groups.setdefault(name, _Group())

    def add(self, group: str, pattern: str, variables: Mapping[str, Any]) -> None:
        for name in expanded(pattern):
            if len(self.hosts) >= MAX_HOSTS:
                raise InputError(f"more than {MAX_HOSTS} hosts", Location(self.path))
            self.hosts.setdefault(name, {}).update(variables)
            if name not in (members := self.group(group).hosts):
                members.append(name)


def from_ansible(path: Path) -> Imported:
    """Inventory text from an Ansible inventory file, INI or YAML.

    Raises:
        InputError: it cannot be read, or a line is neither.
    """
    found = _Inventory(str(path))
    if path.suffix.lower() in {".yaml", ".yml", ".json"}:
        _from_yaml(found, read(path).data)
    else:
        _from_ini(found, path)
    everyone = found.groups.get("all", _Group()).variables
    hosts = []
    for name, own in found.hosts.items():
        groups = _groups_of(found, name)
        variables = {**everyone}
        for group in groups:
            variables |= found.groups[group].variables
        hosts.append(_host(found, name, variables | own, groups))
    found.notes.insert(0, "Ansible knows no unit, system or level: set them by hand")
    return imported([h for h in hosts if h], _unique(found.notes), path.name)


def _unique(notes: list[str]) -> list[str]:
    return list(dict.fromkeys(notes))


def expanded(pattern: str) -> Iterator[str]:
    """The names that `web[01:03].example` means.

    Raises:
        InputError: it means more than ten thousand.
    """
    span = _RANGE.search(pattern)
    if not span:
        yield pattern
        return
    low, high, step = span[1], span[2], int(span[3] or 1)
    for middle in _middles(low, high, step):
        yield from expanded(pattern[: span.start()] + middle + pattern[span.end() :])


def _middles(low: str, high: str, step: int) -> list[str]:
    if low.isdigit() and high.isdigit():
        start, end, width = int(low), int(high), len(low) if low[0] == "0" else 1
        if (end - start) // max(step, 1) > MAX_HOSTS:
            raise InputError(f"the range {low}:{high} is too long")
        return [f"{n:0{width}}" for n in range(start, end + 1, max(step, 1))]
    if low.isdigit() or high.isdigit():
        return []
    return [chr(n) for n in range(ord(low), ord(high) + 1, max(step, 1))]


def _from_ini(found: _Inventory, path: Path) -> None:
    section, kind = "ungrouped", ""
    for n, line in enumerate(_lines(path), 1):
        text = line.strip()
        if not text or text[0] in "#;":
            continue
        if heading := _SECTION.match(text):
            section, kind = heading[1].strip(), heading[2] or ""
            found.group(section)
        elif text[0] == "[":
            raise InputError("is no section heading", Location(str(path), n, 1))
        else:
            _ini_line(found, (section, kind), text, Location(str(path), n, 1))


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        at = Location(str(path))
        raise InputError(f"cannot be read: {error.strerror}", at) from None
    except UnicodeDecodeError:
        raise InputError("is not UTF-8 text", Location(str(path))) from None


def _ini_line(
    found: _Inventory, section: tuple[str, str], text: str, at: Location
) -> None:
    name, kind = section
    if kind == "children":
        found.group(name).children.append(text.split(maxsplit=1)[0])
        return
    if kind == "vars":
        key, _, value = text.partition("=")
        found.group(name).variables[key.strip()] = value.strip().strip("'\"")
        return
    try:
        host, *words = shlex.split(text, comments=True)
    except ValueError as error:
        raise InputError(f"cannot be read: {error}", at) from None
    pairs = [word.partition("=") for word in words]
    found.add(name, host, {key: value for key, _, value in pairs})


def _from_yaml(found: _Inventory, data: object) -> None:
    if not isinstance(data, dict):
        raise InputError("holds no groups", Location(found.path, 1, 1))
    for name, group in data.items():
        _yaml_group(found, str(name), group)


def _yaml_group(found: _Inventory, name: str, data: object) -> None:
    group = found.group(name)
    if not isinstance(data, dict):
        return
    group.variables |= _mapping(data.get("vars"))
    for host, variables in _mapping(data.get("hosts")).items():
        found.add(name, str(host), _mapping(variables))
    for child, inner in _mapping(data.get("children")).items():
        group.children.append(str(child))
        _yaml_group(found, str(child), inner)


def _mapping(value: object) -> dict[str, Any]:
    return {str(k): v for k, v in value.items()} if isinstance(value, dict) else {}


def _groups_of(found: _Inventory, host: str) -> list[str]:
    """Groups that a host is in, outermost first; circles do not go round twice."""
    order: list[str] = []
    pending = [n for n, g in found.groups.items() if host in g.hosts]
    while pending:
        name = pending.pop(0)
        if name not in order:
            order.append(name)
            pending += [n for n, g in found.groups.items() if name in g.children]
    return [n for n in reversed(order) if n not in {"all", "ungrouped"}]


def _host(
    found: _Inventory, name: str, variables: Mapping[str, Any], groups: list[str]
) -> Found | None:
    fields: dict[str, Any] = {"address": name}
    for key, value in variables.items():
        if key in _FIELDS and value is not None:
            _take(found, name, fields, _FIELDS[key], value)
        elif key == "ansible_connection" and value == "local":
            fields["connection"] = "local"
        elif _SECRET.search(key):
            found.notes.append(f"{name}: `{key}` is left out: secrets stay outside")
        elif key.startswith("ansible_"):
            found.notes.append(f"{name}: `{key}` is not taken over")
    try:
        fields["address"] = address(str(fields["address"]))
    except ValueError as error:
        found.notes.append(f"{name} is left out: its address {error}")
        return None
    if groups:
        fields["tags"] = [slug(group) for group in groups]
    return Found(unit="imported", system="imported", host=name, fields=fields)


def _take(
    found: _Inventory, name: str, fields: dict[str, Any], key: str, value: object
) -> None:
    text = str(value)
    if _PLACEHOLDER in text:
        found.notes.append(f"{name}: `{key}` is computed by Ansible: set it by hand")
    elif key == "port":
        if text.isdigit():
            fields[key] = int(text)
    else:
        fields[key] = text
