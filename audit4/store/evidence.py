"""Evidence of a host in the database.

A host has some two hundred items, and most of them come back the same from scan
to scan and from host to host. Their contents are blobs; so are their *shape*
(probe, name, status and exit of each, without content) and the *listing*, which
names the shape and the contents by row id. A host that did not change costs one
number.
"""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection

from audit4.digest import digest_of, sha256
from audit4.evidence import Evidence, Item, ItemStatus, Reason
from audit4.store import blobs
from audit4.store.codec import compact, decode, encode

_EMPTY = 0


class Listing(NamedTuple):
    """Blob ids of a host's evidence: its shape and the contents in its order."""

    shape: int
    contents: tuple[int, ...]

    def blobs(self) -> set[int]:
        """All blobs that the listing needs."""
        return {self.shape, *self.contents} - {_EMPTY}


def columns(
    connection: Connection, evidence: Evidence, known: dict[str, int]
) -> dict[str, object]:
    """Store the contents of evidence; what its host's row says of it.

    `known` are row ids of contents by digest, and takes up those of this host.
    """
    shape, setting = _shape(evidence), encode(evidence.setting)
    contents = _contents(evidence)
    digests = [sha256(text) if text else "" for text in contents]
    texts = {d: text for d, text in zip(digests, contents, strict=True) if text}
    texts |= {sha256(shape): shape, sha256(setting): setting}
    ids = blobs.put_all(connection, texts, known)
    known.update(ids)
    numbers = [ids[digest] if digest else _EMPTY for digest in digests]
    listing = compact([ids[sha256(shape)], numbers])
    stamp = _stamp(evidence)
    return {
        "collected_at": evidence.collected_at,
        "clock": evidence.clock,
        "privileged": evidence.privileged,
        "cut_short": evidence.cut_short,
        "header": compact(dict(evidence.header)),
        "setting": ids[sha256(setting)],
        "listing": blobs.put(connection, listing),
        "digest": bytes.fromhex(
            _digest(sha256(shape), digests, sha256(setting), stamp)
        ),
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


def digest_of_row(connection: Connection, row: Any) -> str:  # noqa: ANN401 - a host's
    """The same digest from a stored host and the digests of its contents.

    Raises:
        KeyError: a content is missing.
        zlib.error: the listing or the shape was altered.
    """
    listed = listing(blobs.get(connection, row.listing))
    known = blobs.digests(connection, listed.blobs() | {row.setting})
    contents = [known[n] if n != _EMPTY else "" for n in listed.contents]
    return _digest(known[listed.shape], contents, known[row.setting], _stamp(row))


def listing(text: str) -> Listing:
    """The listing that a blob holds."""
    shape, contents = json.loads(text)
    return Listing(shape, tuple(contents))


def names(shape: str) -> Iterator[tuple[str, str]]:
    """Probe and item name, in the order of the contents."""
    for probe, items in json.loads(shape):
        for name, *_ in items:
            yield probe, name


def _digest(shape: str, contents: list[str], setting: str, stamp: object) -> str:
    # In one string: to walk hundreds of them is a third of the work of storing.
    return digest_of([shape, " ".join(contents), setting, stamp])


def _stamp(seen: Any) -> list[object]:  # noqa: ANN401 - evidence, or a host's row
    header = seen.header
    return [
        seen.collected_at,
        seen.clock,
        seen.privileged,
        seen.cut_short,
        json.loads(header) if isinstance(header, str) else dict(header),
    ]


def _shape(evidence: Evidence) -> str:
    rows = [
        [probe, [[i.name, i.status, i.exit] for i in items]]
        for probe, items in evidence.items.items()
    ]
    return compact(rows)


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
