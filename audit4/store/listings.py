"""Which blobs hold what of a host: the listing of its evidence, and of a baseline."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import Connection

from audit4.evidence import Item, ItemStatus
from audit4.store import blobs

EMPTY = 0
Items = dict[str, tuple[Item, ...]]
# Probes, each with how the names begin of the items that are wanted of it.
Wanted = tuple[tuple[str, tuple[str, ...]], ...]
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


def part(connection: Connection, listed: Listing, wanted: Wanted) -> Items:
    """The items of some probes whose names begin so; other contents are not read.

    Raises:
        KeyError: a content is missing.
        zlib.error: a content was altered.
    """
    rows, places = _chosen(blobs.get(connection, listed.shape), wanted)
    contents = [listed.contents[place] for place in places]
    return _items(rows, contents, blobs.get_all(connection, {*contents} - {EMPTY}))


# Hosts of one kind have one shape, and to take it apart is most of the work.
@lru_cache(32)
def _chosen(shape: str, wanted: Wanted) -> tuple[list[_Row], list[int]]:
    """What of a shape is wanted, and where its contents stand in the listing."""
    prefixes = dict(wanted)
    rows: list[_Row] = []
    places: list[int] = []
    first = 0
    for probe, items in json.loads(shape):
        if probe in prefixes:
            mine = [n for n, i in enumerate(items) if i[0].startswith(prefixes[probe])]
            rows.append((probe, [items[n] for n in mine]))
            places += [first + n for n in mine]
        first += len(items)
    return rows, places


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
