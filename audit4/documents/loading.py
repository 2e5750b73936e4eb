"""Read YAML into plain data, with the place of every key and value."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from audit4.errors import InputError, Location

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 40

Where = tuple[str | int, ...]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,18})\Z")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+([eE][-+]?[0-9]+)?\Z")
_CONSTANTS: Mapping[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "true": True,
    "True": True,
    "false": False,
    "False": False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Data of one file; `places` holds line and column by path in the data.

    A path ends with the key or index; `keys` has the place of a key, `places`
    that of its value. `()` is the document itself.
    """

    path: str
    data: Any
    places: Mapping[Where, tuple[int, int]] = field(repr=False)
    keys: Mapping[Where, tuple[int, int]] = field(repr=False)

    def value_at(self, where: Where) -> Location:
        """Where the value at a path stands, or its nearest known parent."""
        return self._locate(self.places, where)

    def key_at(self, where: Where) -> Location:
        """Where the key at a path stands, else its value or its parent."""
        return self._locate({**self.places, **self.keys}, where)

    def known(self, where: Where) -> Where:
        """The path with the words left out that are no part of the data.

        A validator adds words of its own to a path, such as the arm of a union.
        """
        path: Where = ()
        for step in where:
            if (*path, step) in self.places:
                path = (*path, step)
        return path

    def _locate(
        self, places: Mapping[Where, tuple[int, int]], where: Where
    ) -> Location:
        path = where
        while path and path not in places:
            path = path[:-1]
        return Location(self.path, *places.get(path, (1, 1)))


def read(path: Path, *, shown: str | None = None) -> Document:
    """The document in a file; `shown` is its name in errors.

    Raises:
        InputError: it cannot be read, is too large, or is not this YAML.
    """
    name = shown or str(path)
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise InputError(f"cannot be read: {why}", Location(name)) from None
    if len(raw) > MAX_BYTES:
        raise InputError(f"is larger than {MAX_BYTES // 2**20} MiB", Location(name))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError("is not UTF-8 text", Location(name, line, 1)) from None
    return parse(text, name)


def parse(text: str, path: str) -> Document:
    """The document in a text, named `path` in errors.

    Raises:
        InputError: the text is not this YAML.
    """
    try:
        return _Builder(path).build(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise InputError(
            f"is not valid YAML: {error.problem or error.context or 'bad syntax'}",
            Location(path, mark.line + 1, mark.column + 1) if mark else Location(path),
        ) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise InputError(
            f"is not valid YAML: {error.reason}", Location(path, line, 1)
        ) from None


class _Builder:
    """Builds data from parser events: composing by recursion has no depth limit."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.places: dict[Where, tuple[int, int]] = {}
        self.keys: dict[Where, tuple[int, int]] = {}

    def build(self, events: Iterator[Any]) -> Document:
        data: Any = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if self.places:
                    raise self.error("a second document; keep one in a file", event)
                data = self.node(next(events), events, ())
        return Document(path=self.path, data=data, places=self.places, keys=self.keys)

    def error(self, message: str, event: Any) -> InputError:  # noqa: ANN401
        return InputError(message, Location(self.path, *_place(event)))

    def node(self, event: Any, events: Iterator[Any], where: Where) -> Any:  # noqa: ANN401
        self.refuse(event, where)
        self.places[where] = _place(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(events, where)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(events, where)
        return _scalar(event)

    def refuse(self, event: Any, where: Where) -> None:  # noqa: ANN401
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise self.error("anchors and aliases are not supported", event)
        if event.tag:
            raise self.error(f"tags are not supported: {event.tag[:60]!r}", event)
        if len(where) > MAX_DEPTH:
            raise self.error(f"nested more than {MAX_DEPTH} deep", event)

    def sequence(self, events: Iterator[Any], where: Where) -> list[Any]:
        found: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            found.append(self.node(event, events, (*where, len(found))))
        return found

    def mapping(self, events: Iterator[Any], where: Where) -> dict[str | int, Any]:
        found: dict[str | int, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self.key(event, where)
            if key in found:
                line = self.keys[*where, key][0]
                raise self.error(
                    f"`{key}` is given twice (first in line {line})", event
                )
            self.keys[*where, key] = _place(event)
            found[key] = self.node(next(events), events, (*where, key))
        return found

    def key(self, event: Any, where: Where) -> str | int:  # noqa: ANN401
        self.refuse(event, where)
        key = _scalar(event) if isinstance(event, yaml.ScalarEvent) else None
        if not isinstance(key, str | int) or isinstance(key, bool):
            raise self.error("a key must be a word or a whole number", event)
        if key == "<<":
            raise self.error("merge keys are not supported; use `defaults`", event)
        return key


def _place(event: Any) -> tuple[int, int]:  # noqa: ANN401
    return event.start_mark.line + 1, event.start_mark.column + 1


def _scalar(event: yaml.ScalarEvent) -> str | int | float | bool | None:
    text: str = event.value
    if not event.implicit[0]:
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.match(text):
        return int(text)
    return float(text) if _FLOAT.match(text) else text
