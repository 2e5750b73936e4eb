"""Values as text in the database, and back again unchanged."""

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from audit4.evidence import EarlierFinding, Port, Setting

_TAG = "~"

# JSON without blanks. `json.dumps` would build an encoder for each call.
compact = json.JSONEncoder(separators=(",", ":")).encode
_NAMES: Mapping[type, str] = {
    Setting: "setting",
    Port: "port",
    EarlierFinding: "earlier",
}


def encode(value: object) -> str:
    """A value as JSON text; `decode` gives back one that is equal.

    Takes what an inventory may hold: JSON's own values, tuples, sets, dates,
    mappings with any key, and the classes of `Setting`.

    Raises:
        TypeError: some other object is in it.
    """
    return compact(_tagged(value))


def decode(text: str) -> Any:  # noqa: ANN401 - as various as what was encoded
    """The value that `encode` was given."""
    return json.loads(text, object_hook=_untagged)


def pack(text: str) -> bytes:
    """A text compressed; lone surrogates, which were no UTF-8, survive."""
    raw = text.encode("utf-8", "surrogatepass")
    # Most contents are short, and to set up zlib's usual 256 KiB costs more than
    # to compress them; a window of their own size loses nothing.
    window, memory = (12, 5) if len(raw) <= 1 << 12 else (zlib.MAX_WBITS, 8)
    packer = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, window, memory)
    return packer.compress(raw) + packer.flush()


def unpack(body: bytes) -> str:
    """The text that `pack` was given.

    Raises:
        zlib.error: the bytes were altered, cut off or added to.
        UnicodeDecodeError: the same.
    """
    unpacker = zlib.decompressobj()
    raw = unpacker.decompress(body)
    if not unpacker.eof or unpacker.unused_data:
        raise zlib.error("not one whole stream")
    return raw.decode("utf-8", "surrogatepass")


def storable(text: str) -> str:
    """A text without what no text column takes: NUL and lone surrogates."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "\N{SYMBOL FOR NULL}").encode(errors="replace").decode()


def _tagged(value: object) -> object:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case list():
            return [_tagged(item) for item in value]
        case Mapping() if all(isinstance(k, str) and k != _TAG for k in value):
            return {key: _tagged(item) for key, item in value.items()}
        case _:
            kind, of = _kind(value)
            return {_TAG: kind, "of": _tagged(of)}


def _kind(value: object) -> tuple[str, object]:
    match value:
        case Mapping():
            return "map", [[key, item] for key, item in value.items()]
        case tuple():
            return "tuple", list(value)
        case frozenset() | set():
            return "set", sorted(value, key=repr)
        case datetime():
            return "datetime", value.isoformat()
        case date():
            return "date", value.isoformat()
        case Setting() | Port() | EarlierFinding():
            of = {f.name: getattr(value, f.name) for f in fields(value)}
            return _NAMES[type(value)], of
        case _:
            raise TypeError(f"{type(value).__name__} cannot be stored")


def _untagged(found: dict[str, Any]) -> object:
    if _TAG not in found:
        return found
    return _MAKE[found[_TAG]](found["of"])


_MAKE: Mapping[str, Callable[[Any], object]] = {
    "map": lambda of: {_key(key): item for key, item in of},
    "tuple": tuple,
    "set": frozenset,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "setting": lambda of: Setting(**of),
    "port": lambda of: Port(**of),
    "earlier": lambda of: EarlierFinding(**of),
}


def _key(key: object) -> object:
    return tuple(key) if isinstance(key, list) else key
