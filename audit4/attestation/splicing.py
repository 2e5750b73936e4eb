"""Put statements into a unit's YAML file and leave the rest as it was written."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from audit4.documents import Document, parse
from audit4.errors import InputError

_FLOW = re.compile(r"(?m)^attestations:[ \t]*\[[ \t]*\][ \t]*$")
_PLAIN = frozenset({"answer", "control", "date", "on", "valid_until"})


def spliced(
    text: str,
    document: Document,
    replaced: Mapping[int, Mapping[str, Any]],
    added: Sequence[Mapping[str, Any]],
) -> tuple[str, bool]:
    """The text with some statements replaced and some added; comments stay.

    The second value tells that they could not stay, since the file is written in a
    form that cannot be cut by lines: then it is made anew from what it says.
    """
    items = list((document.data or {}).get("attestations") or [])
    wanted = [replaced.get(n, item) for n, item in enumerate(items)] + list(added)
    cut = _cut(text, document, len(items), replaced, added)
    if cut is not None and _says(cut, wanted):
        return cut, False
    return "attestations:\n" + "".join(map(rendered, wanted)), bool(items)


def rendered(item: Mapping[str, Any], indent: int = 2) -> str:
    """One statement as a block of YAML."""
    lines = list(_lines(item))
    space = " " * indent
    return "".join(
        f"{space}{'- ' if n == 0 else '  '}{line}\n" for n, line in enumerate(lines)
    )


def _lines(item: Mapping[str, Any]) -> Iterable[str]:
    for key, value in item.items():
        if isinstance(value, Mapping):
            yield f"{key}:"
            yield from (f"  {line}" for line in _lines(value))
        else:
            yield f"{key}: {value if key in _PLAIN else _quoted(value)}"


def _quoted(value: object) -> str:
    return json.dumps(str(value), ensure_ascii=False)


def _cut(
    text: str,
    document: Document,
    count: int,
    replaced: Mapping[int, Mapping[str, Any]],
    added: Sequence[Mapping[str, Any]],
) -> str | None:
    """The text with blocks exchanged; None where items do not begin a line."""
    if text and not text.endswith("\n"):
        text += "\n"
    if not count:
        start = _FLOW.sub("attestations:", text)
        return start + "".join(map(rendered, added))
    lines = text.splitlines(keepends=True)
    starts = [document.places["attestations", n][0] - 1 for n in range(count)]
    if any(not lines[n].lstrip(" ").startswith("- ") for n in starts):
        return None
    indent = len(lines[starts[0]]) - len(lines[starts[0]].lstrip(" "))
    blocks = [
        lines[start:end]
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)
    ]
    made = lines[: starts[0]]
    for n, block in enumerate(blocks):
        new = replaced.get(n)
        made += block if new is None else [rendered(new, indent), *_tail(block)]
    return "".join(made) + "".join(rendered(item, indent) for item in added)


def _tail(block: Sequence[str]) -> list[str]:
    """Comments and empty lines below a statement, which belong to what follows."""
    tail: list[str] = []
    for line in reversed(block):
        if line.strip() and not line.lstrip().startswith("#"):
            break
        tail.insert(0, line)
    return tail


def _says(text: str, wanted: Sequence[Mapping[str, Any]]) -> bool:
    try:
        data = parse(text, "").data
    except InputError:
        return False
    return isinstance(data, dict) and data.get("attestations") == list(wanted)
