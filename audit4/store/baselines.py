"""Which earlier scan of a machine a new one is compared with.

The last scan of the last round that saw this very machine; where there is no other
round, the first scan of this one. A scan that saw all, as root and to the end, comes
before one that did not. What was found new in the chosen scan itself, and is not
mended by its end, is not taken as known: then what that scan was compared with goes
on to hold, and by induction whatever came up since the last scan without such a
finding. Evidence that was pruned may live on in a later scan of the round, which
was compared with it.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, bindparam, select

from audit4.evidence import Baseline, Evidence, Reason
from audit4.record import FindingState, HostState
from audit4.store import blobs, evidence, listings
from audit4.store.chain import DAMAGE
from audit4.store.listings import Wanted
from audit4.store.schema import event, finding, host, scan

# Made once; see blobs.py.
_SCANS = (
    select(
        host.c.privileged,
        host.c.cut_short,
        host.c.listing,
        host.c.baseline,
        scan.c.number,
        scan.c.id,
        scan.c.round,
        scan.c.started,
    )
    .join(scan, scan.c.number == host.c.scan)
    .where(
        host.c.unit == bindparam("u"),
        host.c.system == bindparam("y"),
        host.c.host == bindparam("h"),
        host.c.machine_id == bindparam("m"),
        host.c.state != HostState.NOT_JUDGED.value,
        scan.c.state == "finished",
    )
    .order_by(scan.c.number.desc())
)
_STATES = (
    select(event.c.finding, event.c.state)
    .join(finding, finding.c.id == event.c.finding)
    .where(
        finding.c.subject == bindparam("subject"),
        finding.c.rule.in_(bindparam("rules", expanding=True)),
        event.c.scan <= bindparam("until"),
    )
    .order_by(event.c.id)
)


def find(
    connection: Connection,
    subject: str,
    machine_id: str,
    round_id: str,
    rules: Collection[str],
    wanted: Wanted,
) -> Baseline | None:
    """What a new scan of a round compares a host with; None where it is the first.

    `rules` are those that compare, `wanted` is what they take of evidence.
    """
    unit, system, name = subject.split("/")
    place = {"u": unit, "y": system, "h": name, "m": machine_id}
    seen = connection.execute(_SCANS, place).all()
    chosen = _chosen(seen, round_id)
    if chosen is None:
        return None
    nothing = Baseline(scan=chosen.id, at=chosen.started)
    try:
        if chosen.baseline and _told(connection, subject, rules, chosen.number):
            return evidence.baseline_of(connection, chosen.baseline)
        if chosen.listing is None:
            mine = (r.baseline for r in seen if r.round == round_id and r.baseline)
            kept = next(mine, None)
            return evidence.baseline_of(connection, kept) if kept else nothing
        return replace(nothing, seen=_part(connection, chosen, wanted))
    except DAMAGE:
        return nothing


def _chosen(seen: Sequence[Any], round_id: str) -> Any:  # noqa: ANN401 - a row
    """The scan to compare with, of those that saw the machine, newest first."""
    before = [row for row in seen if row.round != round_id]
    since = [row for row in reversed(seen) if row.round == round_id]
    whole = [r for r in (*before, *since) if r.privileged and r.cut_short is None]
    return next(iter([*whole, *before, *since]), None)


def _told(
    connection: Connection, subject: str, rules: Collection[str], number: int
) -> bool:
    """Whether a scan left something new behind that nobody had answered for."""
    asked = {"subject": subject, "rules": list(rules), "until": number}
    last = dict(connection.execute(_STATES, asked).all())
    return any(FindingState(state).unmended for state in last.values())


def _part(
    connection: Connection,
    row: Any,  # noqa: ANN401
    wanted: Wanted,
) -> Evidence:
    listed = listings.listing(blobs.get(connection, row.listing))
    return Evidence(
        items=listings.part(connection, listed, wanted),
        collected_at=row.started,
        privileged=row.privileged,
        cut_short=Reason(row.cut_short) if row.cut_short else None,
    )
