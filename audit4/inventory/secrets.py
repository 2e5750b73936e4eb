"""Find secrets that somebody wrote into a file which must not hold any."""

import re
from collections.abc import Iterator

from audit4.documents import Document, Where
from audit4.errors import InputError

_KEY = re.compile(
    r"(?i)(?:^|[_-])(pass|passwd|password|passphrase|pwd|secret|token|mat_?khau|vault)$"
)
_VALUE = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY|\A\$(1|5|6|y|2[aby])\$")
_WHY = (
    "a secret does not belong into the inventory, which is copied, printed and kept: "
    "use `key`, an agent, or `password_env` with the name of an environment variable"
)


def secrets_in(document: Document) -> list[InputError]:
    """An error for each secret; its value is never repeated."""
    return [
        InputError(f"`{where[-1] if where else ''}`: {_WHY}", document.key_at(where))
        for where, value in _leaves(document.data, ())
        if _is_secret(where, value)
    ]


def _is_secret(where: Where, value: object) -> bool:
    named = bool(where) and isinstance(where[-1], str) and _KEY.search(where[-1])
    return bool(named) or (isinstance(value, str) and bool(_VALUE.search(value)))


def _leaves(value: object, where: Where) -> Iterator[tuple[Where, object]]:
    yield where, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, (*where, key))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from _leaves(inner, (*where, n))
