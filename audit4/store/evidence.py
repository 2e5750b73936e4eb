"""Evidence of a host in the database.

A host has some two hundred items, and most of them come back the same from scan
to scan and from host to host. Their contents are blobs; so are their *shape*
(probe, name, status and exit of each, without content) and the *listing*, which
names the shape and the contents by row id. A host that did not change costs one
number.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection

from audit4.digest import digest_of, sha256
from audit4.evidence import Evidence, Item, ItemStatus, Reason
from audit4.store import blobs
from audit4.store.codec import decode, encode

_EMPTY = 0


class Listing(NamedTuple):
    """Blob ids of a host's evidence: its shape and the contents in its order."""

    shape: int
    contents: tuple[int, ...]

    def blobs(self) -> set[int]:
        """All blobs that the listing needs."""
        return {self.shape, *self.contents} - {_EMPTY}


def columns(connection: Connection, evidence: Evidence) -> dict[str, object]:
    """Store the contents of evidence; what its host's row says of it."""
    shape, contents, setting = _shape(evidence), _contents(evidence), evidence.setting
    worded = encode(setting)
    texts = {sha256(text): text for text in contents if text}
    ids = blobs.put_all(connection, [*texts.values(), shape, worded])
    numbers = [ids[sha256(text)] if text else _EMPTY for text in contents]
    listing = json.dumps([ids[sha256(shape)], numbers], separators=(",", ":"))
    return {
        "collected_at": evidence.collected_at,
        "clock": evidence.clock,
        "privileged": evidence.privileged,
        "cut_short": evidence.cut_short,
        "header": json.dumps(dict(evidence.header), separators=(",", ":")),
        "setting": ids[sha256(worded)],
        "listing": blobs.put(connection, listing),
        "digest": bytes.fromhex(digest(evidence)),
    }


def read(connection: Connection, row: Any) -> Evidence:  # noqa: ANN401 - a host's row
    """The evidence of a host's row, equal to what was stored.

    Raises:
        KeyError: a content is missing.
        zlib.error: a content was altered.
    """
    listed = listing(blobs.get(connection, row.listing))
    texts = blobs.get_all(connection, listed.blobs() | {row.setting})
    return Evidence(
        items=_items(texts[listed.shape], [texts.get(n, "") for n in listed.contents]),
        collected_at=row.collected_at,
        privileged=row.privileged,
        clock=row.clock,
        header=json.loads(row.header),
        setting=decode(texts[row.setting]),
        cut_short=Reason(row.cut_short) if row.cut_short else None,
    )


def digest(evidence: Evidence) -> str:
    """SHA-256 over all that a collection brought and under what circumstances."""
    return _digest_of_parts(
        shape=_shape(evidence),
        contents=[sha256(text) if text else "" for text in _contents(evidence)],
        setting=sha256(encode(evidence.setting)),
        stamp=(
            evidence.collected_at,
            evidence.clock,
            evidence.privileged,
            evidence.cut_short,
        ),
        header=dict(evidence.header),
    )


def digest_of_row(connection: Connection, row: Any) -> str:  # noqa: ANN401 - a host's
    """The same digest from a stored host and the digests of its contents.

    Raises:
        KeyError: a content is missing.
        zlib.error: the listing or the shape was altered.
    """
    listed = listing(blobs.get(connection, row.listing))
    known = blobs.digests(connection, listed.blobs() | {row.setting})
    return _digest_of_parts(
        shape=blobs.get(connection, listed.shape),
        contents=[known[n] if n != _EMPTY else "" for n in listed.contents],
        setting=known[row.setting],
        stamp=(row.collected_at, row.clock, row.privileged, row.cut_short),
        header=json.loads(row.header),
    )


def listing(text: str) -> Listing:
    """The listing that a blob holds."""
    shape, contents = json.loads(text)
    return Listing(shape, tuple(contents))


def names(shape: str) -> Iterator[tuple[str, str]]:
    """Probe and item name, in the order of the contents."""
    for probe, items in json.loads(shape):
        for name, *_ in items:
            yield probe, name


def _digest_of_parts(
    *,
    shape: str,
    contents: list[str],
    setting: str,
    stamp: tuple[datetime, float | None, bool, str | None],
    header: dict[str, str],
) -> str:
    return digest_of([sha256(shape), contents, setting, stamp, header])


def _shape(evidence: Evidence) -> str:
    rows = [
        [probe, [[i.name, i.status, i.exit] for i in items]]
        for probe, items in evidence.items.items()
    ]
    return json.dumps(rows, separators=(",", ":"))


def _contents(evidence: Evidence) -> list[str]:
    return [item.content for items in evidence.items.values() for item in items]


def _items(shape: str, contents: list[str]) -> dict[str, tuple[Item, ...]]:
    texts = iter(contents)
    return {
        probe: tuple(
            Item(
                probe=probe,
                name=name,
                status=ItemStatus(status),
                content=next(texts),
                exit=code,
            )
            for name, status, code in items
        )
        for probe, items in json.loads(shape)
    }
