"""Results in the database: what repeats from host to host and scan to scan, once.

The results of a subject are a *set* of *blocks*, a block being its results of one
control. Blocks name neither subject nor evidence, so that all hosts that came to
the same share them; the set lists its blocks, and beside them the evidence of each
row, which changes more often than what it shows.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Connection,
    Select,
    bindparam,
    func,
    insert,
    select,
)

from audit4.digest import sha256
from audit4.evidence import Reason
from audit4.finding import Basis, Exempt, Result, Severity, Status, Text, Verdict
from audit4.store.codec import compact, decode, pack, unpack
from audit4.store.schema import result, result_set
from audit4.store.wordings import Refs, Row, Wording, Wordings, bodies, chunks

__all__ = ["Decoded", "SetDigests", "Wordings", "read", "save"]

# Past this many decoded blocks or texts a reader begins anew.
_CACHED = 5_000
_BATCH = 100
_NONE = 0

# Made once; see blobs.py.
_SOME: BindParameter[Any] = bindparam("some", expanding=True)
_SET = select(result_set.c.id).where(result_set.c.digest == bindparam("wanted"))
_SET_BODY = select(result_set.c.body).where(result_set.c.id == bindparam("wanted"))
_LAST_SET = select(func.max(result_set.c.id))
_INSERT_SET = insert(result_set)
_BY_DIGEST = select(result.c.digest, result.c.id).where(result.c.digest.in_(_SOME))
_BLOCKS = select(result.c.id, result.c.body).where(result.c.id.in_(_SOME))
_LAST = select(func.max(result.c.id))
_INSERT = insert(result)
_STATUS = {status.value: status for status in Status}
_REASON: Mapping[str | None, Reason | Exempt | None] = {
    None: None,
    **{reason.value: reason for reason in (*Reason, *Exempt)},
}


def save(connection: Connection, rows: Iterable[Result], words: Wordings) -> int:
    """Store the results of one subject; the id of their set.

    What is there already, from another host or an earlier scan, is used again.
    """
    words.trim()
    ordered = sorted(rows, key=lambda r: (r.layer, r.control, r.rule))
    made = [words.row(row) for row in ordered]
    lists = [words.listed(row.evidence) for row in ordered]
    texts = {text for row in made for text in (row.rule, row.message)}
    words.put(connection, (texts | set(lists)) - {""})
    parts = zip(ordered, made, strict=True)
    blocks = [
        [row for _, row in some]
        for _, some in groupby(parts, key=lambda p: (p[0].layer, p[0].control))
    ]
    digests = [_block_digest(block, words) for block in blocks]
    _put_blocks(connection, dict(zip(digests, blocks, strict=True)), words)
    seen = [words.known[text] if text else Wording(_NONE, "") for text in lists]
    return _put_set(
        connection,
        _set_digest(digests, [w.digest for w in seen]),
        [[words.blocks[d] for d in digests], [w.id for w in seen]],
    )


def _block_digest(block: Sequence[Row], words: Wordings) -> str:
    """Digest of what a block says; made once for all hosts that have its rows."""
    key = tuple(map(id, block))
    if key not in words.digests:
        known = words.known
        said = [[known[r.rule].digest, known[r.message].digest, *r.rest] for r in block]
        words.digests[key] = sha256(compact(said))
    return words.digests[key]


def _set_digest(blocks: Sequence[str], evidence: Sequence[str]) -> str:
    return sha256(compact([blocks, evidence]))


def _put_blocks(
    connection: Connection, blocks: Mapping[str, Sequence[Row]], words: Wordings
) -> None:
    unknown = [digest for digest in blocks if digest not in words.blocks]
    for some in chunks([bytes.fromhex(digest) for digest in unknown]):
        for raw, number in connection.execute(_BY_DIGEST, {"some": some}):
            words.blocks[raw.hex()] = number
    new = [digest for digest in unknown if digest not in words.blocks]
    if not new:
        return
    start = int(connection.scalar(_LAST) or 0) + 1
    words.blocks.update((digest, start + n) for n, digest in enumerate(new))
    rows = [
        {
            "id": words.blocks[digest],
            "digest": bytes.fromhex(digest),
            "body": pack(_body(blocks[digest], words.known)),
        }
        for digest in new
    ]
    connection.execute(_INSERT, rows)


def _body(block: Iterable[Row], known: Mapping[str, Wording]) -> str:
    return compact([[known[r.rule].id, known[r.message].id, *r.rest] for r in block])


def _put_set(connection: Connection, digest: str, body: list[list[int]]) -> int:
    raw = bytes.fromhex(digest)
    known = connection.scalar(_SET, {"wanted": raw})
    if known is not None:
        return int(known)
    number = int(connection.scalar(_LAST_SET) or 0) + 1
    made = {"id": number, "digest": raw, "body": pack(compact(body))}
    connection.execute(_INSERT_SET, made)
    return number


def read(
    connection: Connection, which: Select[Any], decoded: "Decoded | None" = None
) -> Iterator[Result]:
    """Results of the sets that `which` selects (unit, system, host, set), in order.

    Streamed: of all that was read, only what later subjects may share is kept, for
    later calls too where they bring it.
    """
    decoded = decoded or Decoded()
    chosen = which.subquery()
    statement = (
        select(chosen.c.unit, chosen.c.system, chosen.c.host, result_set.c.body)
        .join(result_set, result_set.c.id == chosen.c.set)
        .order_by(chosen.c.unit, chosen.c.system, chosen.c.host)
    )
    streamed = connection.execution_options(yield_per=_BATCH).execute(statement)
    for unit, system, host, body in streamed:
        yield from decoded.results(connection, unit, system or None, host or None, body)


class _Said(NamedTuple):
    """A result without its subject and evidence."""

    rule: list[Any]
    message: Text
    verdict: Verdict
    waiver: str | None


class Decoded:
    """Blocks and texts, fetched for a subject at a time as they are first met.

    What is stored is never changed and never goes, so that it holds from one
    transaction to the next. For one thread at a time.
    """

    def __init__(self) -> None:
        self._blocks: dict[int, tuple[_Said, ...]] = {}
        self._rules: dict[int, list[Any]] = {}
        self._messages: dict[int, tuple[Text, bool]] = {}
        self._evidence: dict[int, Refs] = {}

    def results(
        self,
        connection: Connection,
        unit: str,
        system: str | None,
        host: str | None,
        body: bytes,
    ) -> Iterator[Result]:
        """Results of a subject, whose set has this body."""
        blocks, evidence = json.loads(unpack(body))
        self._fetch(connection, blocks, evidence)
        rows = [row for number in blocks for row in self._blocks[number]]
        for row, number in zip(rows, evidence, strict=True):
            control, rule, check, version, parameters, layer, severity, basis, refs = (
                row.rule
            )
            yield Result(
                unit=unit,
                system=system,
                host=host,
                control=control,
                rule=rule,
                check=check,
                layer=layer,
                severity=severity,
                verdict=row.verdict,
                basis=basis,
                message=row.message,
                evidence=self._evidence[number],
                refs=refs,
                waiver=row.waiver,
                check_version=version,
                parameters=parameters,
            )

    def _fetch(
        self, connection: Connection, blocks: Iterable[int], evidence: Iterable[int]
    ) -> None:
        for cache in (self._blocks, self._messages, self._evidence):
            if len(cache) > _CACHED:
                cache.clear()
        self._evidence[_NONE] = ()
        loaded = _blocks(connection, set(blocks) - self._blocks.keys())
        wanted = {n for n in evidence if n not in self._evidence}
        wanted |= {
            number
            for rows in loaded.values()
            for row in rows
            for number in row[:2]
            if number not in self._rules and number not in self._messages
        }
        texts = bodies(connection, wanted)
        for number in set(evidence) - self._evidence.keys():
            pairs = json.loads(texts[number])
            self._evidence[number] = tuple([(probe, digest) for probe, digest in pairs])
        for key, rows in loaded.items():
            self._blocks[key] = tuple([self._said(row, texts) for row in rows])

    def _said(self, row: list[Any], texts: Mapping[int, str]) -> _Said:
        rule, said, status, reason, actual, expected, items, waiver = row
        if rule not in self._rules:
            *plain, severity, basis, refs = decode(texts[rule])
            self._rules[rule] = [*plain, Severity(severity), Basis(basis), refs]
        if said not in self._messages:
            vi, en, own = json.loads(texts[said])
            self._messages[said] = (Text(vi, en), own)
        message, own = self._messages[said]
        verdict = Verdict(
            status=_STATUS[status],
            reason=_REASON[reason],
            actual=actual,
            expected=expected,
            items=tuple(items),
            message=message if own else None,
        )
        return _Said(self._rules[rule], message, verdict, waiver)


def _blocks(
    connection: Connection, ids: Iterable[int]
) -> Mapping[int, list[list[Any]]]:
    found: dict[int, list[list[Any]]] = {}
    for some in chunks(sorted(ids)):
        for number, body in connection.execute(_BLOCKS, {"some": some}):
            found[number] = json.loads(unpack(body))
    return found


class SetDigests:
    """Digests of sets, anew from all that they are made of."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._blocks: dict[int, str] = {}
        self._texts: dict[int, str] = {_NONE: ""}

    def of(self, number: int) -> str:
        """Digest (hex) of a set.

        Raises:
            KeyError: a block or a text of it is missing.
            zlib.error, ValueError, TypeError: one of them was altered.
        """
        body = self._connection.execute(_SET_BODY, {"wanted": number}).scalar_one()
        blocks, evidence = json.loads(unpack(body))
        self._learn(evidence)
        self._learn_blocks(set(blocks) - self._blocks.keys())
        return _set_digest(
            [self._blocks[n] for n in blocks], [self._texts[n] for n in evidence]
        )

    def _learn(self, texts: Iterable[int]) -> None:
        new = set(texts) - self._texts.keys()
        found = bodies(self._connection, new)
        self._texts.update((number, sha256(text)) for number, text in found.items())

    def _learn_blocks(self, ids: Iterable[int]) -> None:
        for number, rows in _blocks(self._connection, ids).items():
            self._learn(text for row in rows for text in row[:2])
            said = [[self._texts[r], self._texts[m], *rest] for r, m, *rest in rows]
            self._blocks[number] = sha256(compact(said))
