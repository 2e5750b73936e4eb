"""One way to write a value down so that its SHA-256 means something.

Two values that are equal have the same digest on every machine and in every
process: mappings are ordered by key, sets by content, times are ISO 8601.
"""

import hashlib
import json
from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import lru_cache


def canonical(value: object) -> str:
    """A value as compact JSON with one spelling; what is no data is its `repr`."""
    return _encode(_plain(value))


# Made once: `json.dumps` would build an encoder for each call.
_encode = json.JSONEncoder(separators=(",", ":"), sort_keys=True).encode


def digest_of(value: object) -> str:
    """SHA-256 in hex of a value's canonical form."""
    return sha256(canonical(value))


def sha256(text: str) -> str:
    """SHA-256 in hex of a text, the key under which the store keeps it.

    Bytes that were no UTF-8 on the host arrive as lone surrogates and count as
    such.
    """
    return _small(text) if len(text) <= _SMALL else _sha256(text)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


# A content is hashed for each reference to it, and many hosts have the same.
_SMALL = 4 * 1024
_small = lru_cache(4096)(_sha256)


def _plain(value: object) -> object:
    match value:
        case None | bool() | int() | float() | str():
            # A StrEnum is a str, and JSON writes it as its value.
            return value
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case Set():
            return sorted((_plain(item) for item in value), key=canonical)
        case list() | tuple():
            return [_plain(item) for item in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
        case _:
            return _word(value)


def _word(value: object) -> object:
    match value:
        case Enum():
            return _plain(value.value)
        case date():
            return value.isoformat()
        case _:
            return repr(value)
