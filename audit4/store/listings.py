"""Which blobs hold what of a host: the listing of its evidence, and of a baseline."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import Connection

from audit4.evidence import Item, ItemStatus
from audit4.store import blobs

EMPTY = 0
Items = dict[str, tuple[Item, ...]]
_Row = tuple[str, list[tuple[str, str, int | None]]]


class Listing(NamedTuple):
    """Blob ids of a host's evidence: its shape and the contents in its order."""

    shape: int
    contents: tuple[int, ...]

    def blobs(self) -> set[int]:
        """All blobs that the listing needs."""
        return {self.shape, *self.contents} - {EMPTY}


class Kept(NamedTuple):
    """A baseline as it is stored; no listing where its evidence was pruned."""

    scan: str
    at: str
    privileged: bool = False
    cut_short: str | None = None
    listing: Listing | None = None

    def blobs(self) -> set[int]:
        """All blobs that the baseline needs."""
        return self.listing.blobs() if self.listing else set()


def kept(text: str) -> Kept:
    """The baseline that a blob holds."""
    scan, at, privileged, cut_short, listed = json.loads(text)
    return Kept(
        scan=scan,
        at=at,
        privileged=privileged,
        cut_short=cut_short,
        listing=Listing(listed[0], tuple(listed[1])) if listed else None,
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


def all_of(listed: Listing, texts: Mapping[int, str]) -> Items:
    """All items of a listing, of texts by row id."""
    return _items(json.loads(texts[listed.shape]), listed.contents, texts)


def part(
    connection: Connection, listed: Listing, wanted: Mapping[str, tuple[str, ...]]
) -> Items:
    """The items of some probes whose names begin so; other contents are not read.

    Raises:
        KeyError: a content is missing.
        zlib.error: a content was altered.
    """
    numbers = iter(listed.contents)
    rows: list[_Row] = []
    contents: list[int] = []
    for probe, items in json.loads(blobs.get(connection, listed.shape)):
        pairs = list(zip(items, numbers, strict=False))
        if probe not in wanted:
            continue
        mine = [p for p in pairs if p[0][0].startswith(wanted[probe])]
        rows.append((probe, [row for row, _ in mine]))
        contents += [number for _, number in mine]
    return _items(rows, contents, blobs.get_all(connection, {*contents} - {EMPTY}))


def _items(
    rows: Iterable[_Row], contents: Iterable[int], texts: Mapping[int, str]
) -> Items:
    numbers = iter(contents)
    return {
        probe: tuple(
            Item(
                probe=probe,
                name=name,
                status=ItemStatus(status),
                content=texts.get(next(numbers), ""),
                exit=code,
            )
            for name, status, code in items
        )
        for probe, items in rows
    }
