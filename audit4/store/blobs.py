"""Contents by the SHA-256 of what they are, each kept once."""

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import (
    BindParameter,
    Connection,
    bindparam,
    delete,
    func,
    insert,
    select,
)

from audit4.digest import sha256
from audit4.store.codec import pack, unpack
from audit4.store.schema import blob

_AT_ONCE = 500
T = TypeVar("T")

# Made once: hundreds of values that go through SQLAlchemy's expression language
# anew for every host cost more than the database does.
_SOME: BindParameter[Any] = bindparam("some", expanding=True)
_BY_DIGEST = select(blob.c.digest, blob.c.id).where(blob.c.digest.in_(_SOME))
_BODIES = select(blob.c.id, blob.c.body).where(blob.c.id.in_(_SOME))
_LAST = select(func.max(blob.c.id))
_INSERT = insert(blob)
_DIGESTS = select(blob.c.id, blob.c.digest).where(blob.c.id.in_(_SOME))


def put_all(
    connection: Connection,
    texts: Mapping[str, str],
    known: Mapping[str, int] = MappingProxyType({}),
) -> Mapping[str, int]:
    """Store texts, given by digest (hex), that are not there yet; their row ids.

    `known` are row ids by digest that need not be looked for.
    """
    ids = {digest: known[digest] for digest in texts if digest in known}
    ids |= dict(_ids(connection, [digest for digest in texts if digest not in ids]))
    new = [digest for digest in texts if digest not in ids]
    if new:
        # The one writer numbers its rows itself: to have the database tell 200
        # numbers costs more than to insert the rows.
        start = (connection.scalar(_LAST) or 0) + 1
        ids |= {digest: start + n for n, digest in enumerate(new)}
        rows = [
            {"id": ids[d], "digest": bytes.fromhex(d), "body": pack(texts[d])}
            for d in new
        ]
        connection.execute(_INSERT, rows)
    return ids


def put(connection: Connection, text: str) -> int:
    """Store one text; its row id."""
    digest = sha256(text)
    return put_all(connection, {digest: text})[digest]


def get_all(connection: Connection, ids: Collection[int]) -> Mapping[int, str]:
    """Texts by row id.

    Raises:
        KeyError: one of them is not there.
        zlib.error: one of them was altered.
    """
    found: dict[int, str] = {}
    for some in _chunks(sorted(set(ids))):
        rows = connection.execute(_BODIES, {"some": some})
        found.update((n, unpack(body)) for n, body in rows)
    if missing := set(ids) - found.keys():
        raise KeyError(min(missing))
    return found


def get(connection: Connection, number: int) -> str:
    """One text by its row id; raises as `get_all` does."""
    return get_all(connection, [number])[number]


def find(connection: Connection, digest: str) -> str | None:
    """One text by its digest; None where it was pruned or never stored."""
    statement = select(blob.c.body).where(blob.c.digest == bytes.fromhex(digest))
    body = connection.scalar(statement)
    return None if body is None else unpack(body)


def digests(connection: Connection, ids: Collection[int]) -> Mapping[int, str]:
    """Digests (hex) by row id, of those that are there."""
    found: dict[int, str] = {}
    for some in _chunks(sorted(set(ids))):
        rows = connection.execute(_DIGESTS, {"some": some})
        found.update((n, digest.hex()) for n, digest in rows)
    return found


def drop_all_but(connection: Connection, kept: Collection[int]) -> None:
    """Delete what nothing refers to any more."""
    every = connection.scalars(select(blob.c.id)).all()
    for some in _chunks([number for number in every if number not in kept]):
        connection.execute(delete(blob).where(blob.c.id.in_(some)))


def _ids(connection: Connection, wanted: Collection[str]) -> Iterator[tuple[str, int]]:
    for some in _chunks([bytes.fromhex(digest) for digest in wanted]):
        for digest, number in connection.execute(_BY_DIGEST, {"some": some}):
            yield digest.hex(), number


def _chunks(values: list[T]) -> Iterator[list[T]]:
    # A database limits the parameters of one statement.
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
