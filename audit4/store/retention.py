"""Let go of old evidence, and say so in the chain."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, select, update

from audit4.store import blobs, chain, listings
from audit4.store.schema import host, scan, snapshot

_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """Evidence is kept while it is among a host's newest or younger than `days`."""

    newest: int = 3
    days: int = 400


def prune(
    connection: Connection,
    retention: Retention,
    now: datetime,
    signer: Ed25519PrivateKey | None,
) -> tuple[tuple[str, str], ...]:
    """Delete evidence past its time; (scan id, subject) of each host that lost it.

    Results, findings and snapshots stay. A tombstone in the chain names what
    went, so that `verify` can tell it from what was taken. Scans that are not
    finished keep all theirs.
    """
    rows = _old(connection, retention, now)
    if not rows:
        return ()
    gone = [(row.scan_id, chain.subject(row)) for row in rows]
    _forget(connection, [row.id for row in rows])
    blobs.drop_all_but(connection, _kept(connection))
    body = {
        "at": now.isoformat(),
        "newest": retention.newest,
        "days": retention.days,
        "hosts": [
            [*place, row.digest.hex()] for place, row in zip(gone, rows, strict=True)
        ],
    }
    chain.append(connection, "prune", None, body, signer)
    return tuple(gone)


def _old(connection: Connection, retention: Retention, now: datetime) -> list[Any]:
    limit = now - timedelta(days=retention.days)
    statement = (
        select(host, scan.c.id.label("scan_id"))
        .join(scan, scan.c.number == host.c.scan)
        .where(host.c.listing.is_not(None), scan.c.state == "finished")
        .order_by(host.c.scan.desc(), host.c.unit, host.c.system, host.c.host)
    )
    seen: Counter[str] = Counter()
    old = []
    for row in connection.execute(statement):
        seen[chain.subject(row)] += 1
        if seen[chain.subject(row)] > retention.newest and row.collected_at < limit:
            old.append(row)
    return old


def _forget(connection: Connection, ids: list[int]) -> None:
    for start in range(0, len(ids), _BATCH):
        some = host.c.id.in_(ids[start : start + _BATCH])
        nothing = {"listing": None, "setting": None, "baseline": None}
        connection.execute(update(host).where(some).values(nothing))


def _kept(connection: Connection) -> set[int]:
    """Row ids of all blobs that something still refers to."""
    kept = set(connection.scalars(select(snapshot.c.blob)))
    columns = (host.c.listing, host.c.setting, host.c.baseline)
    rows = connection.execute(select(*columns).distinct()).all()
    kept |= {number for row in rows for number in row if number is not None}
    of_evidence = {row.listing for row in rows if row.listing is not None}
    for text in _texts(connection, sorted(of_evidence)):
        kept |= listings.listing(text).blobs()
    # A later scan's comparison outlives the evidence that it was made with.
    baselines = {row.baseline for row in rows if row.baseline is not None}
    for text in _texts(connection, sorted(baselines)):
        kept |= listings.kept(text).blobs()
    return kept


def _texts(connection: Connection, ids: list[int]) -> Iterable[str]:
    for start in range(0, len(ids), _BATCH):
        yield from blobs.get_all(connection, ids[start : start + _BATCH]).values()
