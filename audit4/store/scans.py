"""Scans, judgements, snapshots and hosts in the database."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from audit4.digest import canonical
from audit4.errors import Audit4Error
from audit4.evidence import Evidence, Reason
from audit4.finding import Result
from audit4.record import (
    HostReport,
    HostState,
    PolicyInfo,
    Privilege,
    ScanInfo,
    Via,
)
from audit4.store import blobs, evidence, results
from audit4.store.codec import storable
from audit4.store.results import Wordings
from audit4.store.schema import host, judged, judgement, manifest, scan, snapshot

_FIELDS = tuple(field.name for field in fields(HostReport))
_PLAIN = tuple(
    name for name in _FIELDS if name not in {"state", "reason", "via", "privilege"}
)

# Made once; see blobs.py.
_NUMBER = select(scan.c.number).where(scan.c.id == bindparam("wanted"))
_JUDGEMENT = (
    select(judgement.c.id)
    .join(scan, scan.c.number == judgement.c.scan)
    .where(scan.c.id == bindparam("wanted"), judgement.c.number == bindparam("n"))
)
_INSERT_HOST = insert(host)
_DELETE_HOST = delete(host).where(
    host.c.scan == bindparam("s"),
    host.c.unit == bindparam("u"),
    host.c.system == bindparam("y"),
    host.c.host == bindparam("h"),
)
_INSERT_JUDGED = insert(judged)
_DELETE_JUDGED = delete(judged).where(
    judged.c.judgement == bindparam("j"),
    judged.c.unit == bindparam("u"),
    judged.c.system == bindparam("y"),
    judged.c.host == bindparam("h"),
)
_NOTHING_SEEN: dict[str, object] = {
    "collected_at": None,
    "clock": None,
    "privileged": False,
    "cut_short": None,
    "header": "{}",
    "setting": None,
    "listing": None,
    "baseline": None,
    "digest": None,
}


def begin(connection: Connection, info: ScanInfo) -> None:
    """Write the header of a scan that starts."""
    rest = {
        "tool": info.tool,
        "edition": info.edition,
        "plan_digest": info.plan_digest,
        "policy": asdict(info.policy),
        "selection": info.selection,
    }
    values = {
        "id": info.id,
        "round": info.round,
        "state": "running",
        "started": info.started,
        "info": canonical(rest),
    }
    connection.execute(insert(scan).values(values))


def number_of(connection: Connection, scan_id: str) -> int:
    """The scan's row number.

    Raises:
        Audit4Error: there is no such scan.
    """
    number = connection.scalar(_NUMBER, {"wanted": scan_id})
    if number is None:
        raise Audit4Error(f"no scan {scan_id} in this workspace")
    return int(number)


def begin_judgement(
    connection: Connection,
    number: int,
    made: datetime,
    policy: PolicyInfo,
    snapshots: Mapping[str, str],
) -> int:
    """Write a judgement beside those that a scan has; its number, from 1."""
    mine = judgement.c.scan == number
    last = connection.scalar(select(func.max(judgement.c.number)).where(mine))
    values = {
        "scan": number,
        "number": (last or 0) + 1,
        "made": made,
        "policy": canonical(policy),
    }
    made_row = insert(judgement).values(values).returning(judgement.c.id)
    key = connection.execute(made_row).scalar_one()
    for kind, text in snapshots.items():
        row = {"judgement": key, "kind": kind, "blob": blobs.put(connection, text)}
        connection.execute(insert(snapshot).values(row))
    return (last or 0) + 1


def judgement_of(connection: Connection, scan_id: str, number: int) -> int:
    """Row id of a scan's judgement.

    Raises:
        Audit4Error: the scan does not exist or has no such judgement.
    """
    key = connection.scalar(_JUDGEMENT, {"wanted": scan_id, "n": number})
    if key is None:
        number_of(connection, scan_id)
        raise Audit4Error(f"scan {scan_id} has no judgement {number}")
    return int(key)


def snapshots(connection: Connection, key: int) -> dict[str, str]:
    """What a judgement took, by kind."""
    statement = select(snapshot.c.kind, snapshot.c.blob).order_by(snapshot.c.kind)
    rows = connection.execute(statement.where(snapshot.c.judgement == key)).all()
    texts = blobs.get_all(connection, [number for _, number in rows])
    return {kind: texts[number] for kind, number in rows}


def save_host(
    connection: Connection,
    number: int,
    report: HostReport,
    seen: Evidence | None,
    words: Wordings,
) -> None:
    """Write a host of a scan, in place of an earlier attempt at it."""
    place = {"s": number, "u": report.unit, "y": report.system, "h": report.host}
    connection.execute(_DELETE_HOST, place)
    values = _row(report) | {"scan": number}
    if seen is not None:
        values |= evidence.columns(connection, seen, words)
    connection.execute(_INSERT_HOST, _NOTHING_SEEN | values)


def save_results(
    connection: Connection, key: int, rows: Iterable[Result], words: Wordings
) -> None:
    """Write the results of subjects under a judgement, in place of earlier ones."""
    by_subject: dict[tuple[str, str, str], list[Result]] = {}
    for row in rows:
        place = (row.unit, row.system or "", row.host or "")
        by_subject.setdefault(place, []).append(row)
    for place, some in by_subject.items():
        unit, system, name = place
        which = {"j": key, "u": unit, "y": system, "h": name}
        connection.execute(_DELETE_JUDGED, which)
        values = {
            "judgement": key,
            "unit": unit,
            "system": system,
            "host": name,
            "set": results.save(connection, some, words),
        }
        connection.execute(_INSERT_JUDGED, values)


def infos(connection: Connection, *where: Any) -> tuple[ScanInfo, ...]:  # noqa: ANN401
    """Headers of the scans that match, oldest first, with their manifests' words."""
    statement = (
        select(scan, manifest.c.digest, manifest.c.previous, manifest.c.key)
        .join(
            manifest,
            (manifest.c.scan == scan.c.number) & (manifest.c.kind == "scan"),
            isouter=True,
        )
        .where(*where)
        .order_by(scan.c.number)
    )
    return tuple(_info(row) for row in connection.execute(statement))


def report(row: Any) -> HostReport:  # noqa: ANN401 - a host's row
    """The report of a host's row."""
    return HostReport(
        **{name: getattr(row, name) for name in _PLAIN},
        state=HostState(row.state),
        reason=Reason(row.reason) if row.reason else None,
        via=Via(row.via),
        privilege=Privilege(row.privilege),
    )


def _row(report: HostReport) -> dict[str, object]:
    values = ((name, getattr(report, name)) for name in _FIELDS)
    return {n: storable(v) if isinstance(v, str) else v for n, v in values}


def _info(row: Any) -> ScanInfo:  # noqa: ANN401 - a row of `infos`
    rest = json.loads(row.info)
    return ScanInfo(
        id=row.id,
        round=row.round,
        started=row.started,
        finished=row.finished,
        tool=rest["tool"],
        edition=rest["edition"],
        plan_digest=rest["plan_digest"],
        policy=PolicyInfo(**rest["policy"]),
        selection=tuple(rest["selection"]),
        previous_digest=row.previous or "",
        digest=row.digest or "",
        key=row.key or "",
    )
