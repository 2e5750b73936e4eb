"""Texts that results share, each kept once: a rule, a message, a list of evidence."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, bindparam, func, insert, select

from audit4.digest import sha256
from audit4.finding import Result
from audit4.store.codec import compact, encode, storable
from audit4.store.schema import wording

# Past this many cached texts the cache begins anew: messages may be many.
CACHED = 20_000
CACHED_LISTS = 2_000
_BATCH = 500

# Made once; see blobs.py.
_SOME: BindParameter[Any] = bindparam("some", expanding=True)
_BY_DIGEST = select(wording.c.digest, wording.c.id).where(wording.c.digest.in_(_SOME))
_BODIES = select(wording.c.id, wording.c.body).where(wording.c.id.in_(_SOME))
_LAST = select(func.max(wording.c.id))
_INSERT = insert(wording)


class Wording(NamedTuple):
    """A stored text: row id and digest (hex)."""

    id: int
    digest: str


class Row(NamedTuple):
    """A result on its way in: its two texts, and the rest of it as JSON's values."""

    rule: str
    message: str
    rest: list[object]


Refs = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Wordings:
    """What this process has written or seen: what a running scan uses stays.

    `known` are texts, `blocks` (see results.py) and `contents` of evidence row ids
    by digest, `shapes` (see evidence.py) texts by probe and mark.

    Hosts that came to the same have the very same objects in their results, so that
    rows, lists of evidence and digests of blocks are found again by identity. Each
    is kept with what its key names: no id is given to another meanwhile.
    """

    known: dict[str, Wording] = field(default_factory=dict)
    blocks: dict[str, int] = field(default_factory=dict)
    contents: dict[str, int] = field(default_factory=dict)
    shapes: dict[tuple[str, str | None], str] = field(default_factory=dict)
    # The text of a rule's wording, made once: refs are long and seldom change.
    rules: dict[tuple[object, ...], list[tuple[object, str]]] = field(
        default_factory=dict
    )
    rows: dict[tuple[object, ...], tuple[Result, Row]] = field(default_factory=dict)
    digests: dict[tuple[int, ...], str] = field(default_factory=dict)
    lists: dict[int, tuple[Refs, str]] = field(default_factory=dict)

    def trim(self) -> None:
        """Begin anew where too much was kept; not while what was given is in use."""
        caches = (self.known, self.blocks, self.contents, self.rows, self.digests)
        if any(len(cache) > CACHED for cache in caches):
            self.forget()
        for cache in (self.lists, self.shapes):
            if len(cache) > CACHED_LISTS:
                cache.clear()

    def forget(self) -> None:
        """Empty the cache, as after a transaction that was rolled back."""
        for name in self.__slots__:
            getattr(self, name).clear()

    def row(self, row: Result) -> Row:
        """A result without its subject and evidence."""
        same = (id(row.verdict), id(row.message), id(row.refs), row.waiver)
        key = (*same, *_constant(row))
        if key not in self.rows:
            self.rows[key] = (row, self._row(row))
        return self.rows[key][1]

    def _row(self, row: Result) -> Row:
        verdict = row.verdict
        return Row(
            self.rule(row),
            compact([row.message.vi, row.message.en, verdict.message is not None]),
            [
                verdict.status.value,
                verdict.reason.value if verdict.reason else None,
                storable(verdict.actual),
                storable(verdict.expected),
                [storable(item) for item in verdict.items],
                row.waiver,
            ],
        )

    def listed(self, refs: Refs) -> str:
        """The text of a list of evidence; empty for none."""
        if not refs:
            return ""
        if id(refs) not in self.lists:
            self.lists[id(refs)] = (refs, compact(refs))
        return self.lists[id(refs)][1]

    def rule(self, row: Result) -> str:
        """The text of what is constant in a result for the same rule and level."""
        key = _constant(row)
        made = self.rules.setdefault(key, [])
        for refs, text in made:
            if refs is row.refs or refs == row.refs:
                return text
        text = encode([*key, row.refs])
        made.append((row.refs, text))
        return text

    def put(self, connection: Connection, texts: Collection[str]) -> None:
        """Make sure that all of these are stored and known."""
        new = {sha256(text): text for text in texts if text not in self.known}
        for digest, number in _stored(connection, list(new)):
            self.known[new.pop(digest)] = Wording(number, digest)
        if not new:
            return
        # Numbered here, for the reason that blobs.py gives.
        start = int(connection.scalar(_LAST) or 0) + 1
        rows = [
            {"id": start + n, "digest": bytes.fromhex(digest), "body": text}
            for n, (digest, text) in enumerate(new.items())
        ]
        connection.execute(_INSERT, rows)
        for n, (digest, text) in enumerate(new.items()):
            self.known[text] = Wording(start + n, digest)


def _constant(row: Result) -> tuple[object, ...]:
    return (
        row.control,
        row.rule,
        row.check,
        row.check_version,
        row.parameters,
        row.layer,
        row.severity,
        row.basis,
    )


def bodies(connection: Connection, ids: Collection[int]) -> Mapping[int, str]:
    """Texts by row id, of those that are there."""
    found: dict[int, str] = {}
    for some in chunks(sorted(set(ids))):
        found.update(
            (number, body)
            for number, body in connection.execute(_BODIES, {"some": some})
        )
    return found


def chunks(values: list[Any]) -> Iterator[list[Any]]:
    """Values in portions that one statement may take as parameters."""
    for start in range(0, len(values), _BATCH):
        yield values[start : start + _BATCH]


def _stored(connection: Connection, wanted: list[str]) -> Iterator[tuple[str, int]]:
    for some in chunks([bytes.fromhex(digest) for digest in wanted]):
        for raw, number in connection.execute(_BY_DIGEST, {"some": some}):
            yield raw.hex(), number
