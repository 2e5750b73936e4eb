"""Evidence of a host in the database.

A host has some two hundred items, and most of them come back the same from scan
to scan and from host to host. Their contents are blobs; so are their *shape*
(probe, name, status and exit of each, without content) and the *listing*, which
names the shape and the contents by row id. A host that did not change costs one
number. What a host was compared with is kept in the same way, as a few of the items
of an earlier scan: while nothing changed, their contents are the host's own.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from audit4.digest import digest_of, sha256
from audit4.evidence import Baseline, Evidence, Reason
from audit4.store import blobs
from audit4.store.codec import compact, decode, encode
from audit4.store.listings import EMPTY, Kept, Listing, all_of, kept, listing
from audit4.store.wordings import Wordings

# Of a shape and of contents.
_Digests = tuple[str, list[str]]


@dataclass(frozen=True, slots=True)
class _Texts:
    """What items come to: their digests, and the texts by digest."""

    digests: _Digests
    texts: dict[str, str]

    @classmethod
    def of(cls, evidence: Evidence, words: Wordings) -> "_Texts":
        shape, contents = _shape(evidence, words), _contents(evidence)
        digests = [d for probe in evidence.items for d in evidence.digests(probe)]
        texts = dict(zip(digests, contents, strict=True))
        texts.pop("", None)
        return cls((sha256(shape), digests), texts | {sha256(shape): shape})

    def listing(self, ids: Mapping[str, int]) -> Listing:
        shape, contents = self.digests
        return Listing(ids[shape], tuple(ids[d] if d else EMPTY for d in contents))


def columns(
    connection: Connection, evidence: Evidence, words: Wordings
) -> dict[str, object]:
    """Store the contents of evidence; what its host's row says of it."""
    known = words.contents
    setting, baseline = encode(evidence.setting), evidence.baseline
    own = _Texts.of(evidence, words)
    old = _Texts.of(baseline.seen, words) if baseline and baseline.seen else None
    texts = own.texts | {sha256(setting): setting} | (old.texts if old else {})
    ids = blobs.put_all(connection, texts, known)
    known.update(ids)
    stored = _kept(baseline, old.listing(ids) if old else None) if baseline else None
    digest = _digest(
        own.digests,
        sha256(setting),
        _stamp(evidence),
        _compared(stored, old.digests if old else None),
    )
    return {
        "collected_at": evidence.collected_at,
        "clock": evidence.clock,
        "privileged": evidence.privileged,
        "cut_short": evidence.cut_short,
        "header": compact(dict(evidence.header)),
        "setting": ids[sha256(setting)],
        "listing": blobs.put(connection, compact(own.listing(ids))),
        "baseline": blobs.put(connection, compact(stored)) if stored else None,
        "digest": bytes.fromhex(digest),
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
        items=all_of(listed, texts),
        collected_at=row.collected_at,
        privileged=row.privileged,
        clock=row.clock,
        header=json.loads(row.header),
        setting=decode(texts[row.setting]),
        cut_short=Reason(row.cut_short) if row.cut_short else None,
        baseline=baseline_of(connection, row.baseline) if row.baseline else None,
    )


def digest_of_row(connection: Connection, row: Any) -> str:  # noqa: ANN401 - a host's
    """The same digest from a stored host and the digests of its contents.

    Raises:
        KeyError: a content is missing.
        zlib.error: the listing or the shape was altered.
    """
    listed = listing(blobs.get(connection, row.listing))
    stored = kept(blobs.get(connection, row.baseline)) if row.baseline else None
    needed = listed.blobs() | {row.setting} | (stored.blobs() if stored else set())
    known = blobs.digests(connection, needed)
    old = stored.listing if stored else None
    return _digest(
        _digests(listed, known),
        known[row.setting],
        _stamp(row),
        _compared(stored, _digests(old, known) if old else None),
    )


def baseline_of(connection: Connection, number: int) -> Baseline:
    """A stored baseline by its row id; raises as `read` does."""
    stored = kept(blobs.get(connection, number))
    at = datetime.fromisoformat(stored.at)
    if stored.listing is None:
        return Baseline(scan=stored.scan, at=at)
    texts = blobs.get_all(connection, stored.blobs())
    listed = stored.listing
    seen = Evidence(
        items=all_of(listed, texts),
        collected_at=at,
        privileged=stored.privileged,
        cut_short=Reason(stored.cut_short) if stored.cut_short else None,
    )
    return Baseline(scan=stored.scan, at=at, seen=seen)


def _kept(baseline: Baseline, listed: Listing | None) -> Kept:
    seen = baseline.seen
    return Kept(
        scan=baseline.scan,
        at=baseline.at.isoformat(),
        privileged=seen is not None and seen.privileged,
        cut_short=seen.cut_short if seen else None,
        listing=listed,
    )


def _digests(listed: Listing, known: Mapping[int, str]) -> _Digests:
    contents = [known[n] if n != EMPTY else "" for n in listed.contents]
    return known[listed.shape], contents


def _digest(own: _Digests, setting: str, stamp: object, compared: object) -> str:
    shape, contents = own
    # In one string: to walk hundreds of them is a third of the work of storing.
    parts = [shape, " ".join(contents), setting, stamp]
    return digest_of([*parts, compared] if compared else parts)


def _compared(stored: Kept | None, old: _Digests | None) -> object:
    """What the digest says of a baseline: by contents, as row ids mean nothing."""
    if stored is None:
        return None
    shape, contents = old or ("", [])
    return [*stored[:-1], shape, " ".join(contents)]


def _stamp(seen: Any) -> list[object]:  # noqa: ANN401 - evidence, or a host's row
    header = seen.header
    return [
        seen.collected_at,
        seen.clock,
        seen.privileged,
        seen.cut_short,
        json.loads(header) if isinstance(header, str) else dict(header),
    ]


def _shape(evidence: Evidence, words: Wordings) -> str:
    """What is there of each probe; that of a probe is made once for all hosts."""
    texts = []
    for probe, items in evidence.items.items():
        key = (probe, evidence.mark(probe))
        if key not in words.shapes:
            rows = [[i.name, i.status, i.exit] for i in items]
            words.shapes[key] = compact([probe, rows])
        texts.append(words.shapes[key])
    return f"[{','.join(texts)}]"


def _contents(evidence: Evidence) -> list[str]:
    return [item.content for items in evidence.items.values() for item in items]
