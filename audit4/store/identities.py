"""Who a host is, and which bundles are awaited from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from audit4.errors import Audit4Error
from audit4.store.schema import identity, nonce


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The host key (fingerprint) and machine-id under which a host is known."""

    subject: str
    host_key: str
    machine_id: str
    since: datetime


def remember(connection: Connection, known: Identity) -> None:
    """Record a host's identity in place of the one before."""
    forget(connection, known.subject)
    values = {
        "subject": known.subject,
        "host_key": known.host_key,
        "machine_id": known.machine_id,
        "since": known.since,
    }
    connection.execute(insert(identity).values(values))


def forget(connection: Connection, subject: str) -> None:
    """Forget a host's identity."""
    connection.execute(delete(identity).where(identity.c.subject == subject))


def read(connection: Connection) -> Iterator[Identity]:
    """All identities, by subject."""
    for row in connection.execute(select(identity).order_by(identity.c.subject)):
        yield Identity(**row._asdict())


def issue_nonce(connection: Connection, word: str, subject: str, at: datetime) -> None:
    """Await one bundle with this nonce from this host."""
    values = {"nonce": word, "subject": subject, "issued": at}
    connection.execute(insert(nonce).values(values))


def use_nonce(connection: Connection, word: str, subject: str, at: datetime) -> None:
    """Take a bundle's nonce as used.

    Raises:
        Audit4Error: it was never issued, is for another host, or was used before.
    """
    row = connection.execute(select(nonce).where(nonce.c.nonce == word)).one_or_none()
    if row is None:
        raise Audit4Error(
            "this bundle answers no script of this workspace: make one by "
            "`audit4 bundle script` and run that"
        )
    if row.subject != subject:
        raise Audit4Error(f"this bundle was made for {row.subject}, not for {subject}")
    if row.used:
        raise Audit4Error(
            f"this bundle was imported before, on {row.used.isoformat()}: "
            "make a new script for each collection"
        )
    connection.execute(update(nonce).where(nonce.c.nonce == word).values(used=at))


def nonce_issued(connection: Connection, word: str) -> datetime | None:
    """When a nonce was issued; None where it never was."""
    return connection.scalar(select(nonce.c.issued).where(nonce.c.nonce == word))


def nonce_subject(connection: Connection, word: str) -> str | None:
    """The host that a nonce was issued for; None where it was never issued."""
    found = connection.scalar(select(nonce.c.subject).where(nonce.c.nonce == word))
    return None if found is None else str(found)
