"""Texts that results share, each kept once: a rule, a message, a list of evidence."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, bindparam, func, insert, select

from audit4.digest import sha256
from audit4.finding import Result
from audit4.store.codec import compact, encode
from audit4.store.schema import wording

# Past this many cached texts the cache begins anew: messages may be many.
CACHED = 20_000
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


@dataclass(slots=True)
class Wordings:
    """Row ids of what this process has written or seen: what a running scan uses stays.

    `known` are texts, `blocks` (see results.py) and `contents` of evidence row ids
    by digest.
    """

    known: dict[str, Wording] = field(default_factory=dict)
    blocks: dict[str, int] = field(default_factory=dict)
    contents: dict[str, int] = field(default_factory=dict)
    # The text of a rule's wording, made once: refs are long and seldom change.
    rules: dict[tuple[object, ...], list[tuple[object, str]]] = field(
        default_factory=dict
    )
    said: dict[tuple[str, str, bool], str] = field(default_factory=dict)

    def forget(self) -> None:
        """Empty the cache, as after a transaction that was rolled back."""
        self.known.clear()
        self.blocks.clear()
        self.contents.clear()
        self.rules.clear()
        self.said.clear()

    def rule(self, row: Result) -> str:
        """The text of what is constant in a result for the same rule and level."""
        key = (
            row.control,
            row.rule,
            row.check,
            row.check_version,
            row.parameters,
            row.layer,
            row.severity,
            row.basis,
        )
        made = self.rules.setdefault(key, [])
        for refs, text in made:
            if refs is row.refs or refs == row.refs:
                return text
        text = encode([*key, row.refs])
        made.append((row.refs, text))
        return text

    def message(self, row: Result) -> str:
        """The text of a result's words, and whether they are the check's own."""
        key = (row.message.vi, row.message.en, row.verdict.message is not None)
        if key not in self.said:
            self.said[key] = compact(list(key))
        return self.said[key]

    def put(self, connection: Connection, texts: Collection[str]) -> None:
        """Make sure that all of these are stored and known."""
        caches = (self.known, self.blocks, self.contents, self.said)
        if any(len(cache) > CACHED for cache in caches):
            self.forget()
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
