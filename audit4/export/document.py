"""The results document, `audit4.results/1`: one shape, one order, no surprises.

The same scan gives the same text, whoever exports it and when. Texts and numbers
are those that were stored; nothing is judged or rounded here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from audit4.evidence import Reason
from audit4.finding import Basis, Exempt, Result, Severity, Status, Text, Verdict
from audit4.record import (
    ControlStatus,
    HostReport,
    ScanInfo,
    SystemInfo,
    UnitInfo,
    control_statuses,
)
from audit4.score import Score

__all__ = [
    "SCHEMA",
    "ControlStatus",
    "HostReport",
    "Report",
    "ScanInfo",
    "Score",
    "UnitInfo",
    "control_statuses",
    "document",
]

SCHEMA = "audit4.results/1"

Row = dict[str, object]

_AFTER_LAYERS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that a results document holds, in any order.

    `results` may be an iterator over more rows than fit into memory, if it comes
    sorted as `order` says: the writer takes one at a time.
    """

    scan: ScanInfo
    units: Iterable[UnitInfo]
    hosts: Iterable[HostReport]
    controls: Iterable[ControlStatus]
    results: Iterable[Result]
    scores: Iterable[Score]


def document(report: Report) -> Row:
    """The whole document as plain JSON values; for what fits into memory."""
    return dict(parts(report, sorted(report.results, key=order)))


def parts(
    report: Report, results: Iterable[Result]
) -> Iterator[tuple[str, str | Row | list[Row]]]:
    """The document's members in their order, each made as it is asked for."""
    yield "schema", SCHEMA
    yield "scan", scan_row(report.scan)
    yield "units", [unit_row(u) for u in sorted(report.units, key=lambda u: u.id)]
    yield "hosts", [host_row(h) for h in sorted(report.hosts, key=lambda h: h.subject)]
    yield "controls", [control_row(c) for c in sorted(report.controls, key=_place)]
    yield "results", [result_row(r) for r in results]
    yield "scores", [score_row(s) for s in sorted(report.scores, key=_rank)]


def order(row: Result) -> tuple[str, str, str, int, str, str]:
    """Where a result stands: by unit, system, host, then layer, control, rule."""
    return (
        row.unit,
        row.system or "",
        row.host or "",
        row.layer,
        row.control,
        row.rule,
    )


def _place(row: ControlStatus) -> tuple[str, str, int, str]:
    return row.unit, row.system or "", row.layer, row.control


def _rank(score: Score) -> tuple[str, str, int]:
    # The overall score stands after the layers that it sums up.
    return score.unit, score.system or "", score.layer or _AFTER_LAYERS


def scan_row(scan: ScanInfo) -> Row:
    """Header of the scan; times in ISO 8601, UTC."""
    return {
        "id": scan.id,
        "round": scan.round,
        "started": scan.started.isoformat(),
        "finished": scan.finished.isoformat() if scan.finished else None,
        "tool": scan.tool,
        "edition": scan.edition,
        "plan_digest": scan.plan_digest,
        "policy": {
            "name": scan.policy.name,
            "version": scan.policy.version,
            "sha256": scan.policy.sha256,
        },
        "selection": list(scan.selection),
        "digest": scan.digest or None,
        "previous_digest": scan.previous_digest or None,
        "key": scan.key or None,
    }


def unit_row(unit: UnitInfo) -> Row:
    """A unit with its systems and the permission to audit it."""
    permit = unit.authorisation
    return {
        "id": unit.id,
        "name": unit.name,
        "formerly": list(unit.formerly),
        "authorisation": {
            "document": permit.document,
            "date": _day(permit.issued),
            "valid_until": _day(permit.valid_until),
        }
        if permit
        else None,
        "systems": [_system(s) for s in sorted(unit.systems, key=lambda s: s.id)],
    }


def _system(system: SystemInfo) -> Row:
    return {
        "id": system.id,
        "name": system.name,
        "level": system.level,
        "decision": system.decision or None,
        "decided": _day(system.decided),
    }


def host_row(host: HostReport) -> Row:
    """A host; its address and machine-id stay in the house."""
    return {
        "subject": host.subject,
        "unit": host.unit,
        "system": host.system,
        "host": host.host,
        "level": host.level,
        "os": {
            "family": host.os_family or None,
            "id": host.os_id or None,
            "version": host.os_version or None,
        },
        "state": host.state.value,
        "reason": host.reason.value if host.reason else None,
        "detail": host.detail,
        "via": host.via.value,
        "privilege": host.privilege.value,
        "host_key": host.host_key or None,
        "cost": {"bytes": host.bytes, "cpu_s": host.cpu_s, "wall_s": host.wall_s},
    }


def control_row(control: ControlStatus) -> Row:
    """A control on a system with the counts behind its status."""
    return {
        "unit": control.unit,
        "system": control.system,
        "control": control.control,
        "layer": control.layer,
        "status": control.status.value,
        "counts": {s.value: control.counts.get(s, 0) for s in Status},
    }


def result_row(row: Result) -> Row:
    """A result, its verdict spread out."""
    verdict = row.verdict
    return {
        "subject": row.subject,
        "unit": row.unit,
        "system": row.system,
        "host": row.host,
        "control": row.control,
        "rule": row.rule,
        "check": row.check,
        "check_version": row.check_version,
        "parameters": row.parameters or None,
        "layer": row.layer,
        # These are strings as they are; asking each for its value takes longer.
        "severity": row.severity,
        "status": verdict.status,
        "basis": row.basis,
        "reason": verdict.reason,
        "actual": verdict.actual,
        "expected": verdict.expected,
        "items": list(verdict.items),
        "message": {"vi": row.message.vi, "en": row.message.en},
        "evidence": [{"probe": p, "sha256": d} for p, d in row.evidence],
        "refs": dict(row.refs or {}),
        "waiver": row.waiver,
    }


def result_of(row: Mapping[str, Any]) -> Result:
    """The result that a row of a document tells of.

    Raises:
        KeyError, ValueError: it is no row of a results document.
    """
    return Result(
        unit=row["unit"],
        system=row["system"],
        host=row["host"],
        control=row["control"],
        rule=row["rule"],
        check=row["check"],
        layer=row["layer"],
        severity=Severity(row["severity"]),
        verdict=Verdict(
            status=Status(row["status"]),
            reason=_reason(row["reason"]),
            actual=row["actual"],
            expected=row["expected"],
            items=tuple(row["items"]),
        ),
        basis=Basis(row["basis"]),
        message=Text(row["message"]["vi"], row["message"]["en"]),
        evidence=tuple((e["probe"], e["sha256"]) for e in row["evidence"]),
        refs=row["refs"],
        waiver=row["waiver"],
        check_version=row["check_version"],
        parameters=row["parameters"] or "",
    )


def _reason(name: str | None) -> Reason | Exempt | None:
    if name is None:
        return None
    return Reason(name) if name in set(Reason) else Exempt(name)


def score_row(score: Score) -> Row:
    """A score as an interval; layer null is the mean over the layers."""
    return {
        "unit": score.unit,
        "system": score.system,
        "layer": score.layer,
        "low": score.low,
        "high": score.high,
        "coverage": score.coverage,
        "judged": score.judged,
        "applicable": score.applicable,
        "attested": score.attested,
        "band": score.band.value if score.band else None,
        "capped": score.capped,
        "provisional": score.provisional,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
