"""Rows of a results document, typed and made fit to show as they come in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from audit4.finding import Basis, Result, Severity, Status
from audit4.record import HostState
from audit4.reporting.clean import LINE, clean
from audit4.score import Band

Document = Mapping[str, Any]
MOST_ITEMS = 40

# A unit has ten thousands of rows, in which few names stand again and again.
_name = lru_cache(maxsize=8192)(clean)


class Row(NamedTuple):
    """A result; `message` is in the language of the report, all texts are clean.

    Of one that passes, which no page shows, the texts and the evidence are left out.
    `items` holds at most `MOST_ITEMS`, `more_items` counts the rest. `measured`
    names what was judged (check, version, parameters), so that two results of one
    rule are compared only where it is the same.
    """

    subject: str
    system: str
    host: str
    control: str
    rule: str
    layer: int
    severity: Severity
    status: Status
    basis: Basis
    reason: str
    actual: str
    expected: str
    items: tuple[str, ...]
    more_items: int
    message: str
    evidence: tuple[tuple[str, str], ...]
    refs: Mapping[str, Any]
    waiver: str
    measured: tuple[object, ...]

    @property
    def label(self) -> str:
        """Its host's id, else the subject: what stands in a list of places."""
        return self.host or self.subject

    @property
    def key(self) -> tuple[str, str]:
        """What identifies it from scan to scan."""
        return self.subject, self.rule


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """A score as the document gives it; `attested` are points of `low`."""

    unit: str
    system: str
    layer: int | None
    low: float | None
    high: float | None
    attested: float
    band: Band | None
    judged: int
    applicable: int
    capped: bool
    provisional: bool

    @property
    def coverage(self) -> float:
        """Part of the applicable results that was judged."""
        return self.judged / self.applicable if self.applicable else 0.0

    @property
    def attested_share(self) -> float:
        """Part of the low end that rests on attestations."""
        return self.attested / self.low if self.low else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HostRow:
    """A host of the scan."""

    subject: str
    system: str
    host: str
    level: int
    family: str
    os: str
    state: HostState
    reason: str
    detail: str
    via: str
    privilege: str


def results(given: Iterable[Result], unit: str, lang: str) -> tuple[Row, ...]:
    """A unit's results, in the order in which they come."""
    return tuple([_shown(r, lang) for r in given if r.unit == unit])


class Earlier:
    """Results of an earlier round, each made fit to show when it is asked for.

    Most of them are asked only what their status was.
    """

    def __init__(self, results: Iterable[Result], unit: str, lang: str) -> None:
        self._lang = lang
        self._given = {
            (_name(r.subject), _name(r.rule)): r for r in results if r.unit == unit
        }
        self._rows: dict[tuple[str, str], Row] = {}

    def __len__(self) -> int:
        return len(self._given)

    def status(self, now: Row) -> Status | None:
        """What it came to then; None if it was not asked."""
        row = self._given.get(now.key)
        return row.verdict.status if row else None

    def comparable(self, now: Row) -> bool:
        """Whether the same was measured then, or nothing."""
        row = self._given.get(now.key)
        return row is None or now.measured == (
            row.check,
            row.check_version,
            row.parameters,
        )

    def of(self, now: Row) -> Row | None:
        """The row of then; None if there was none."""
        key = now.key
        if key not in self._rows and key in self._given:
            self._rows[key] = _row(self._given[key], self._lang)
        return self._rows.get(key)


def _shown(row: Result, lang: str) -> Row:
    """A row; one that passes, as most do, with nothing but what is counted."""
    if row.verdict.status is Status.PASS:
        return _counted(row)
    return _row(row, lang)


def _row(row: Result, lang: str) -> Row:
    verdict, items = row.verdict, row.verdict.items
    return _counted(row)._replace(
        reason=verdict.reason.value if verdict.reason else "",
        actual=clean(verdict.actual),
        expected=clean(verdict.expected),
        items=tuple([clean(i, LINE) for i in items[:MOST_ITEMS]]) if items else (),
        more_items=max(0, len(items) - MOST_ITEMS),
        message=_name(row.message.vi if lang == "vi" else row.message.en),
        evidence=_evidence(row.evidence),
        refs=row.refs or {},
    )


def _counted(row: Result) -> Row:
    """What is told of every row."""
    return Row(
        subject=_name(row.subject),
        system=_name(row.system or ""),
        host=_name(row.host or ""),
        control=_name(row.control),
        rule=_name(row.rule),
        layer=row.layer,
        severity=row.severity,
        status=row.verdict.status,
        basis=row.basis,
        reason="",
        actual="",
        expected="",
        items=(),
        more_items=0,
        message="",
        evidence=(),
        refs={},
        waiver=_name(row.waiver or ""),
        measured=(row.check, row.check_version, row.parameters),
    )


@lru_cache(maxsize=8192)
def _evidence(refs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    # Hosts of one image rest on the same.
    return tuple([(clean(probe), digest) for probe, digest in refs])


def scores(document: Document) -> tuple[ScoreRow, ...]:
    """All scores of the document."""
    return tuple(
        ScoreRow(
            unit=s["unit"],
            system=s["system"] or "",
            layer=s["layer"],
            low=s["low"],
            high=s["high"],
            attested=s["attested"] or 0.0,
            band=Band(s["band"]) if s["band"] else None,
            judged=s["judged"],
            applicable=s["applicable"],
            capped=s["capped"],
            provisional=s["provisional"],
        )
        for s in document["scores"]
    )


def hosts(rows: Iterable[Mapping[str, Any]]) -> tuple[HostRow, ...]:
    """Host rows, cleaned."""
    return tuple(
        HostRow(
            subject=clean(h["subject"]),
            system=clean(h["system"]),
            host=clean(h["host"]),
            level=h["level"],
            family=clean(h["os"]["family"] or ""),
            os=clean(f"{h['os']['id'] or ''} {h['os']['version'] or ''}", 80).strip(),
            state=HostState(h["state"]),
            reason=h["reason"] or "",
            detail=clean(h.get("detail") or "", LINE),
            via=h.get("via") or "",
            privilege=h.get("privilege") or "",
        )
        for h in rows
    )


def day(text: str | None) -> date | None:
    """A date of the document."""
    return date.fromisoformat(text) if text else None


def moment(text: str | None) -> datetime | None:
    """A time of the document, with its zone."""
    return datetime.fromisoformat(text) if text else None
