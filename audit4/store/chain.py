"""The signed chain of manifests: write it, and hold the store against it.

A manifest names the digest of all that a scan stored and that of the manifest
before it. Whoever can write to the database can also rewrite the chain from some
point on, or cut off its end, and sign nothing; so the digest of a scan is printed
in the report that leaves the house, and `verify` takes such digests. Without one,
a chain that lacks its last links looks like a shorter chain.
"""

import json
import zlib
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from sqlalchemy import Connection, func, insert, select

from audit4.digest import canonical, digest_of, sha256
from audit4.store import scans
from audit4.store.codec import pack, unpack
from audit4.store.keys import fingerprint
from audit4.store.schema import (
    blob,
    event,
    host,
    judged,
    judgement,
    manifest,
    result_set,
    scan,
    snapshot,
)

_PREFIX = b"audit4.manifest/1\n"

# What reading bytes that were altered may end in.
DAMAGE = (zlib.error, ValueError, KeyError, TypeError, AttributeError)

Body = dict[str, Any]


def seal_judgement(
    connection: Connection,
    key: int,
    at: datetime,
    signer: Ed25519PrivateKey | None,
) -> None:
    """Append the manifest of a judgement; of the first one, that of its scan."""
    row = connection.execute(select(judgement).where(judgement.c.id == key)).one()
    whole = row.number == 1
    body: Body = {
        "judgement": judgement_digest(connection, key),
        "snapshots": snapshot_digests(connection, key),
        "results": result_digests(connection, key),
    }
    if whole:
        body |= {
            "scan": scan_digest(connection, row.scan),
            "hosts": host_digests(connection, row.scan),
            "events": event_digest(connection, *_new_events(connection)),
        }
    kind = "scan" if whole else "judgement"
    append(connection, kind, row.scan, body | {"at": at.isoformat()}, signer)


def append(
    connection: Connection,
    kind: str,
    number: int | None,
    body: Body,
    signer: Ed25519PrivateKey | None,
) -> None:
    """Append a link: the body, the digest before it, and a signature over both."""
    last = connection.execute(
        select(manifest.c.digest).order_by(manifest.c.number.desc()).limit(1)
    ).scalar_one_or_none()
    key = fingerprint(signer.public_key()) if signer else ""
    text = canonical(
        body
        | {
            "schema": "audit4.manifest/1",
            "kind": kind,
            "id": _scan_id(connection, number),
            "previous": last or "",
            "key": key,
        }
    )
    values = {
        "kind": kind,
        "scan": number,
        "digest": sha256(text),
        "previous": last or "",
        "key": key,
        "body": pack(text),
        "signature": signer.sign(_signed(sha256(text))) if signer else b"",
    }
    connection.execute(insert(manifest).values(values))


def signature_holds(row: Any, public: Ed25519PublicKey) -> bool:  # noqa: ANN401
    """Whether a manifest's row was signed with the private half of this key."""
    try:
        public.verify(row.signature, _signed(row.digest))
    except InvalidSignature:
        return False
    return True


def body_of(row: Any) -> Body:  # noqa: ANN401 - a manifest's row
    """The body of a manifest's row, as it was signed.

    Raises:
        ValueError: the bytes are not those that the digest is of.
        zlib.error: the same.
    """
    text = unpack(row.body)
    if sha256(text) != row.digest:
        raise ValueError(row.digest)
    return dict(json.loads(text))


def scan_digest(connection: Connection, number: int) -> str:
    """Digest of a scan's header."""
    row = connection.execute(select(scan).where(scan.c.number == number)).one()
    return digest_of([row.id, row.round, row.started, row.finished, row.info])


def judgement_digest(connection: Connection, key: int) -> str:
    """Digest of what a judgement says of itself."""
    row = connection.execute(select(judgement).where(judgement.c.id == key)).one()
    return digest_of([row.number, row.made, row.policy])


def snapshot_digests(connection: Connection, key: int) -> dict[str, str]:
    """Digests of a judgement's snapshots by kind."""
    statement = (
        select(snapshot.c.kind, blob.c.digest)
        .join(blob, blob.c.id == snapshot.c.blob)
        .where(snapshot.c.judgement == key)
    )
    return {kind: raw.hex() for kind, raw in connection.execute(statement)}


def host_digests(connection: Connection, number: int) -> dict[str, list[str]]:
    """By subject: the digest of a host's report and that of its evidence."""
    statement = select(host).where(host.c.scan == number)
    found = {}
    for row in connection.execute(statement):
        report = scans.report(row)
        evidence = row.digest.hex() if row.digest else ""
        found[report.subject] = [digest_of(report), evidence]
    return found


def result_digests(connection: Connection, key: int) -> dict[str, str]:
    """Digests of result sets by subject."""
    statement = (
        select(judged, result_set.c.digest)
        .join(result_set, result_set.c.id == judged.c.set)
        .where(judged.c.judgement == key)
    )
    return {subject(row): row.digest.hex() for row in connection.execute(statement)}


def subject(row: Any) -> str:  # noqa: ANN401 - a row with unit, system and host
    """The subject of a row, as `unit[/system[/host]]`."""
    return "/".join(part for part in (row.unit, row.system, row.host) if part)


def event_digest(connection: Connection, after: int, last: int) -> Body:
    """Digest of the history of findings between two events' row ids."""
    statement = (
        select(event).where(event.c.id > after, event.c.id <= last).order_by(event.c.id)
    )
    # As `canonical` has it, which is slow for so many plain rows.
    lines = (_line(list(row)) for row in connection.execute(statement))
    return {"after": after, "last": last, "sha256": sha256("\n".join(lines))}


_line = json.JSONEncoder(separators=(",", ":"), default=datetime.isoformat).encode


def blobs_altered(connection: Connection) -> Iterable[int]:
    """Row ids of the blobs whose content is not what their digest says."""
    statement = select(blob)
    streamed = connection.execution_options(yield_per=200).execute(statement)
    for row in streamed:
        if not _intact(row):
            yield row.id


def _intact(row: Any) -> bool:  # noqa: ANN401 - a blob's row
    try:
        return bytes.fromhex(sha256(unpack(row.body))) == bytes(row.digest)
    except DAMAGE:
        return False


def _new_events(connection: Connection) -> tuple[int, int]:
    """Row ids of the last event that a manifest covers and of the last there is."""
    covered = 0
    statement = select(manifest).where(manifest.c.kind == "scan")
    newest = statement.order_by(manifest.c.number.desc()).limit(1)
    for row in connection.execute(newest):
        # Where that link is damaged, this one covers the whole history anew.
        with suppress(*DAMAGE):
            covered = int(body_of(row)["events"]["last"])
    last = connection.scalar(select(func.max(event.c.id))) or 0
    return covered, max(last, covered)


def _scan_id(connection: Connection, number: int | None) -> str:
    if number is None:
        return ""
    return str(connection.scalar(select(scan.c.id).where(scan.c.number == number)))


def _signed(digest: str) -> bytes:
    return _PREFIX + bytes.fromhex(digest)
