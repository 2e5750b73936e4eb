"""Findings and their histories in the database."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from itertools import islice
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, or_, select, update

from audit4.finding import Basis, Severity
from audit4.record import Changes, Event, Finding, FindingState
from audit4.store.schema import event, finding, scan

_BATCH = 2_000
_AT_ONCE = 50  # subjects

_COLUMNS = tuple(f.name for f in fields(Finding) if f.name != "id")
_columns = attrgetter(*_COLUMNS)
_EVENT_COLUMNS = tuple(f.name for f in fields(Event))
_event_columns = attrgetter(*_EVENT_COLUMNS)
# A province has hundreds of thousands of findings; a look is cheaper than a call.
_ENUMS: Mapping[str, Mapping[str, Any]] = {
    name: {one.value: one for one in kind}
    for name, kind in (
        ("severity", Severity),
        ("basis", Basis),
        ("state", FindingState),
    )
}

# Made once; see blobs.py.
_LAST = select(func.max(finding.c.id))
_INSERT = insert(finding)
_UPDATE = (
    update(finding)
    .where(finding.c.id == bindparam("key"))
    .values({name: bindparam(name) for name in _COLUMNS})
)
_INSERT_EVENT = insert(event)


def apply(
    connection: Connection, changes: Iterable[Changes], scans: Mapping[str, int]
) -> None:
    """Write findings and append events; `scans` gives row numbers by scan id."""
    rest = iter(changes)
    while some := list(islice(rest, _AT_ONCE)):
        ids = _write(connection, [f for change in some for f in change.findings])
        rows = [_event_row(e, ids, scans) for change in some for e in change.events]
        if rows:
            connection.execute(_INSERT_EVENT, rows)


def _write(
    connection: Connection, findings: Iterable[Finding]
) -> dict[tuple[str, str], int]:
    """Insert or update; row ids by subject and rule."""
    ids: dict[tuple[str, str], int] = {}
    new, known = [], []
    for one in findings:
        row = dict(zip(_COLUMNS, _columns(one), strict=True))
        if one.id is None:
            new.append(row)
        else:
            known.append(row | {"key": one.id})
            ids[one.subject, one.rule] = one.id
    if known:
        connection.execute(_UPDATE, known)
    if new:
        # Numbered here, for the reason that blobs.py gives.
        start = int(connection.scalar(_LAST) or 0) + 1
        for number, row in enumerate(new, start):
            row["id"] = ids[row["subject"], row["rule"]] = number
        connection.execute(_INSERT, new)
    return ids


def _event_row(
    one: Event, ids: Mapping[tuple[str, str], int], scans: Mapping[str, int]
) -> dict[str, object]:
    return dict(zip(_EVENT_COLUMNS, _event_columns(one), strict=True)) | {
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
    names = tuple(streamed.keys())
    for row in streamed:
        values = dict(zip(names, row, strict=True))
        for name, known in _ENUMS.items():
            values[name] = known[values[name]]
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
                state=_ENUMS["state"][row.state],
                unverified=row.unverified,
                scan=row.scan_id or "",
                note=row.note,
            ),
        )
