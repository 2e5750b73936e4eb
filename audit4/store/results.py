"""Results in the database: rows of sets that scans share while nothing changes."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, func, insert, select

from audit4.digest import sha256
from audit4.evidence import Reason
from audit4.finding import Basis, Exempt, Result, Severity, Status, Text, Verdict
from audit4.store.codec import compact, decode, encode, pack, storable, unpack
from audit4.store.schema import result, result_set, wording

# Past this many cached wordings the cache begins anew: messages may be many.
_CACHED = 50_000
_BATCH = 2_000

# Made once; see blobs.py.
_SET = select(result_set.c.id).where(result_set.c.digest == bindparam("wanted"))
_LAST_SET = select(func.max(result_set.c.id))
_INSERT_SET = insert(result_set)
_INSERT = insert(result)
_STATUS = {status.value: status for status in Status}
_REASON: Mapping[str | None, Reason | Exempt | None] = {
    None: None,
    **{reason.value: reason for reason in (*Reason, *Exempt)},
}


class Wording(NamedTuple):
    """Constant words of results: row id and digest (hex)."""

    id: int
    digest: str


@dataclass(slots=True)
class Wordings:
    """Wordings that this process has written or seen, by their text."""

    known: dict[str, Wording] = field(default_factory=dict)
    # The text of a rule's wording, made once: refs are long and seldom change.
    rules: dict[tuple[object, ...], list[tuple[object, str]]] = field(
        default_factory=dict
    )
    said: dict[tuple[str, str, bool], str] = field(default_factory=dict)

    def forget(self) -> None:
        """Empty the cache, as after a transaction that was rolled back."""
        self.known.clear()
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
            if refs == row.refs:
                return text
        text = encode([*key, row.refs])
        made.append((row.refs, text))
        return text

    def message(self, row: Result) -> str:
        """The text of a result's words, and whether they are the check's own."""
        key = (row.message.vi, row.message.en, row.verdict.message is not None)
        if key not in self.said:
            self.said[key] = encode(list(key))
        return self.said[key]

    def put(self, connection: Connection, texts: set[str]) -> None:
        """Make sure that all of these are stored and known."""
        if len(self.known) > _CACHED:
            self.forget()
        new = {sha256(text): text for text in texts if text not in self.known}
        for digest, number in _stored(connection, list(new)):
            self.known[new.pop(digest)] = Wording(number, digest)
        rows = [{"digest": bytes.fromhex(d), "body": text} for d, text in new.items()]
        if rows:
            statement = insert(wording).returning(wording.c.digest, wording.c.id)
            for raw, number in connection.execute(statement, rows):
                self.known[new[raw.hex()]] = Wording(number, raw.hex())


def _stored(connection: Connection, wanted: list[str]) -> list[tuple[str, int]]:
    found = []
    for start in range(0, len(wanted), _BATCH):
        some = [bytes.fromhex(d) for d in wanted[start : start + _BATCH]]
        statement = select(wording.c.digest, wording.c.id)
        rows = connection.execute(statement.where(wording.c.digest.in_(some)))
        found += [(raw.hex(), number) for raw, number in rows]
    return found


def save(connection: Connection, rows: Iterable[Result], words: Wordings) -> int:
    """Store the results of one subject; the id of their set.

    A set that is there already, from an earlier scan or judgement, is used again.
    """
    ordered = sorted(rows, key=lambda r: (r.layer, r.control, r.rule))
    texts = [(words.rule(r), words.message(r)) for r in ordered]
    words.put(connection, {text for pair in texts for text in pair})
    pairs = {pair: n for n, pair in enumerate(dict.fromkeys(_evidence(ordered)))}
    values = [
        _values(n, row, words.known[rule], words.known[message], pairs)
        for n, (row, (rule, message)) in enumerate(zip(ordered, texts, strict=True))
    ]
    packed = json.dumps(list(pairs))
    digest = _digest(
        ((words.known[t[0]].digest, words.known[t[1]].digest) for t in texts),
        values,
        packed,
        ordered[0].subject if ordered else "",
    )
    return _put(connection, digest, packed, values)


def digest_of_set(connection: Connection, number: int, subject: str) -> str:
    """Digest (hex) of a set, anew from its rows and their words.

    Raises:
        zlib.error: the set's list of evidence was altered.
    """
    rule, message = wording.alias(), wording.alias()
    statement = (
        select(result, rule.c.body.label("ruled"), message.c.body.label("said"))
        .join(rule, rule.c.id == result.c.rule)
        .join(message, message.c.id == result.c.message)
        .where(result.c.set == number)
        .order_by(result.c.position)
    )
    rows = [row._asdict() for row in connection.execute(statement)]
    packed = connection.scalar(
        select(result_set.c.evidence).where(result_set.c.id == number)
    )
    said = [(sha256(row.pop("ruled")), sha256(row.pop("said"))) for row in rows]
    return _digest(said, rows, unpack(packed or b""), subject)


def _put(
    connection: Connection,
    digest: str,
    packed: str,
    values: list[dict[str, object]],
) -> int:
    raw = bytes.fromhex(digest)
    known = connection.scalar(_SET, {"wanted": raw})
    if known is not None:
        return int(known)
    number = int(connection.scalar(_LAST_SET) or 0) + 1
    made = {"id": number, "digest": raw, "evidence": pack(packed)}
    connection.execute(_INSERT_SET, made)
    if values:
        connection.execute(_INSERT, [{"set": number, **v} for v in values])
    return number


def _evidence(rows: Iterable[Result]) -> Iterator[tuple[str, str]]:
    for row in rows:
        yield from row.evidence


def _values(
    position: int,
    row: Result,
    rule: Wording,
    message: Wording,
    pairs: Mapping[tuple[str, str], int],
) -> dict[str, object]:
    verdict = row.verdict
    items = [storable(item) for item in verdict.items]
    return {
        "position": position,
        "rule": rule.id,
        "message": message.id,
        "status": verdict.status.value,
        "reason": verdict.reason.value if verdict.reason else None,
        "actual": storable(verdict.actual),
        "expected": storable(verdict.expected),
        "items": compact(items) if items else None,
        "evidence": " ".join([str(pairs[p]) for p in row.evidence]) or None,
        "waiver": row.waiver,
    }


_texts = itemgetter(
    "status", "reason", "actual", "expected", "items", "evidence", "waiver"
)


def _digest(
    said: Iterable[tuple[str, str]],
    values: Iterable[Mapping[str, object]],
    packed: str,
    subject: str,
) -> str:
    rows = [[*w, *_texts(row)] for w, row in zip(said, values, strict=True)]
    return sha256(compact([subject, packed, rows]))


def read(connection: Connection, which: Select[Any]) -> Iterator[Result]:
    """Results of the sets that `which` selects (unit, system, host, set), in order.

    Streamed: only one batch of rows is in memory, and the words they share.
    """
    words = _Words(connection)
    chosen = which.subquery()
    statement = (
        select(
            chosen.c.unit,
            chosen.c.system,
            chosen.c.host,
            *(result.c[name] for name in _Row._fields),
        )
        .join(result, result.c.set == chosen.c.set)
        .order_by(chosen.c.unit, chosen.c.system, chosen.c.host, result.c.position)
    )
    streamed = connection.execution_options(yield_per=_BATCH).execute(statement)
    for unit, system, host, *values in streamed:
        yield _result((unit, system or None, host or None), _Row(*values), words)


class _Row(NamedTuple):
    """What is read of a row of `result`."""

    set: int
    rule: int
    message: int
    status: str
    reason: str | None
    actual: str
    expected: str
    items: str | None
    evidence: str | None
    waiver: str | None


class _Words:
    """Wordings and lists of evidence, fetched as rows refer to them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rules: dict[int, list[Any]] = {}
        self._messages: dict[int, tuple[Text, bool]] = {}
        self._evidence: tuple[int, list[tuple[str, str]]] = (0, [])

    def rule(self, number: int) -> list[Any]:
        if number not in self._rules:
            *plain, severity, basis, refs = decode(self._body(number))
            self._rules[number] = [*plain, Severity(severity), Basis(basis), refs]
        return self._rules[number]

    def message(self, number: int) -> tuple[Text, bool]:
        if number not in self._messages:
            if len(self._messages) > _CACHED:
                self._messages.clear()
            vi, en, own = decode(self._body(number))
            self._messages[number] = (Text(vi, en), own)
        return self._messages[number]

    def evidence(self, number: int) -> list[tuple[str, str]]:
        if self._evidence[0] != number:
            statement = select(result_set.c.evidence).where(result_set.c.id == number)
            packed = self._connection.execute(statement).scalar_one()
            pairs = [(probe, digest) for probe, digest in json.loads(unpack(packed))]
            self._evidence = (number, pairs)
        return self._evidence[1]

    def _body(self, number: int) -> str:
        statement = select(wording.c.body).where(wording.c.id == number)
        return str(self._connection.execute(statement).scalar_one())


def _result(
    place: tuple[str, str | None, str | None], row: _Row, words: _Words
) -> Result:
    unit, system, host = place
    control, rule, check, version, parameters, layer, severity, basis, refs = (
        words.rule(row.rule)
    )
    message, own = words.message(row.message)
    pairs = words.evidence(row.set) if row.evidence else []
    return Result(
        unit=unit,
        system=system,
        host=host,
        control=control,
        rule=rule,
        check=check,
        layer=layer,
        severity=severity,
        verdict=Verdict(
            status=_STATUS[row.status],
            reason=_REASON[row.reason],
            actual=row.actual,
            expected=row.expected,
            items=tuple(json.loads(row.items)) if row.items else (),
            message=message if own else None,
        ),
        basis=basis,
        message=message,
        evidence=tuple([pairs[int(n)] for n in (row.evidence or "").split()]),
        refs=refs,
        waiver=row.waiver,
        check_version=version,
        parameters=parameters,
    )
