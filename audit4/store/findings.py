"""Findings and their histories in the database."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, or_, select, update

from audit4.finding import Basis, Severity
from audit4.record import Changes, Event, Finding, FindingState
from audit4.store.schema import event, finding, scan

_BATCH = 2_000


def apply(
    connection: Connection, changes: Iterable[Changes], scans: Mapping[str, int]
) -> None:
    """Write findings and append events; `scans` gives row numbers by scan id."""
    for change in changes:
        ids = _write(connection, change.findings)
        rows = [_event_row(e, ids, scans) for e in change.events]
        if rows:
            connection.execute(insert(event), rows)


def _write(
    connection: Connection, findings: Iterable[Finding]
) -> dict[tuple[str, str], int]:
    """Insert or update; row ids by subject and rule."""
    ids: dict[tuple[str, str], int] = {}
    new, known = [], []
    for one in findings:
        row = asdict(one)
        number = row.pop("id")
        if number is None:
            new.append(row)
        else:
            known.append(row | {"key": number})
            ids[one.subject, one.rule] = number
    if known:
        names = [c.name for c in finding.columns if c.name != "id"]
        statement = (
            update(finding)
            .where(finding.c.id == bindparam("key"))
            .values({name: bindparam(name) for name in names})
        )
        connection.execute(statement, known)
    if new:
        made = insert(finding).returning(
            finding.c.subject, finding.c.rule, finding.c.id
        )
        ids.update(((s, r), n) for s, r, n in connection.execute(made, new))
    return ids


def _event_row(
    one: Event, ids: Mapping[tuple[str, str], int], scans: Mapping[str, int]
) -> dict[str, object]:
    return asdict(one) | {
        "finding": ids[one.subject, one.rule],
        "scan": scans[one.scan] if one.scan else None,
    }


def within(subject: str) -> Any:  # noqa: ANN401 - a condition of SQLAlchemy's
    """The condition for findings on a subject or on anything inside it."""
    # LIKE would read `_` in an id as any character.
    inside = func.substr(finding.c.subject, 1, len(subject) + 1) == f"{subject}/"
    return or_(finding.c.subject == subject, inside)


def read(connection: Connection, *where: Any) -> Iterator[Finding]:  # noqa: ANN401
    """Findings that match, streamed by subject and rule."""
    statement = (
        select(finding).where(*where).order_by(finding.c.subject, finding.c.rule)
    )
    streamed = connection.execution_options(yield_per=_BATCH).execute(statement)
    for row in streamed:
        values = row._asdict() | {
            "severity": Severity(row.severity),
            "basis": Basis(row.basis),
            "state": FindingState(row.state),
        }
        yield Finding(**values)


def history(
    connection: Connection,
    *where: Any,  # noqa: ANN401
) -> Iterator[tuple[int, Event]]:
    """Events that match, each with its finding's row id, in the order they came."""
    statement = (
        select(event, scan.c.id.label("scan_id"))
        .join(finding, finding.c.id == event.c.finding)
        .join(scan, scan.c.number == event.c.scan, isouter=True)
        .where(*where)
        .order_by(event.c.id)
    )
    streamed = connection.execution_options(yield_per=_BATCH).execute(statement)
    for row in streamed:
        yield (
            row.finding,
            Event(
                subject=row.subject,
                rule=row.rule,
                at=row.at,
                kind=row.kind,
                state=FindingState(row.state),
                unverified=row.unverified,
                scan=row.scan_id or "",
                note=row.note,
            ),
        )
