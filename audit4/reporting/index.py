"""Build the view of a province's index from a results document."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from audit4.finding import Severity, Text
from audit4.record import HostState
from audit4.reporting.clean import clean
from audit4.reporting.inputs import Extras
from audit4.reporting.rows import Document, hosts
from audit4.reporting.unit import header, scan_view, score_views, unit_scores
from audit4.reporting.view import (
    IndexDark,
    IndexUnit,
    IndexView,
    ScoreView,
    WorstControl,
)
from audit4.score import Band

MOST_CONTROLS = 20

Rows = Iterable[Mapping[str, Any]]


def index_view(
    document: Document,
    extras: Extras,
    hrefs: Mapping[str, str],
    title: str,
    lang: str = "vi",
) -> IndexView:
    """The index over all units of a results document.

    `hrefs` gives each unit's report relative to the index. Of the results only
    the failures count, of `extras.previous` only the scores.
    """
    seen = {u["id"]: u for u in document["units"]}
    failing = [row for row in document["results"] if row["status"] == "fail"]
    units = sorted(_units(document, failing, extras, hrefs), key=_rank)
    return IndexView(
        lang=lang,
        timezone=extras.timezone,
        title=clean(title),
        scan=scan_view(document),
        units=tuple(units),
        bands=_bands(units),
        hosts=len(document["hosts"]),
        dark=tuple(
            IndexDark(unit=clean(seen[h.subject.split("/")[0]]["name"]), host=h)
            for h in hosts(document["hosts"])
            if h.state is HostState.NOT_JUDGED
        ),
        counts=_severities(failing),
        worst=_worst(failing, len(seen), extras, lang),
    )


def _units(
    document: Document, failing: Rows, extras: Extras, hrefs: Mapping[str, str]
) -> Iterable[IndexUnit]:
    now = scan_view(document).started
    found, before = unit_scores(document), unit_scores(extras.previous)
    missed = _by_unit(failing)
    seen = _by_unit(document["hosts"])
    for about in document["units"]:
        unit = about["id"]
        overall, layers = score_views(found.get(unit, {}), before.get(unit, {}))
        dark = [h for h in seen[unit] if h["state"] == HostState.NOT_JUDGED.value]
        yield IndexUnit(
            unit=clean(unit),
            name=clean(about["name"]),
            kind=header(extras, unit).kind,
            href=hrefs[unit],
            overall=overall,
            layers=layers,
            hosts=len(seen[unit]),
            dark=len(dark),
            counts=_severities(missed[unit]),
            overdue=_overdue(missed[unit], extras, now),
        )


def _by_unit(rows: Rows) -> Mapping[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["unit"]].append(row)
    return found


def _overdue(failing: Rows, extras: Extras, now: datetime) -> int:
    lives = (extras.findings.get((r["subject"], r["rule"])) for r in failing)
    return sum(life is not None and life.overdue(now) for life in lives)


def _severities(rows: Rows) -> Mapping[Severity, int]:
    found = Counter(r["severity"] for r in rows)
    return {s: found[s.value] for s in Severity}


def _rank(unit: IndexUnit) -> tuple[str, float, str]:
    band, low = _band(unit.overall), unit.overall.score.low if unit.overall else None
    return band or "~", -(low or 0.0), unit.name


def _band(view: ScoreView | None) -> str:
    return view.score.band.value if view and view.score.band else ""


def _bands(units: Iterable[IndexUnit]) -> Mapping[str, int]:
    """Units by class; the empty one for those without a score, if there are any."""
    found = Counter(_band(u.overall) for u in units)
    return {b: found[b] for b in [*(b.value for b in Band), ""] if b or found[b]}


def _worst(
    rows: Rows, of_units: int, extras: Extras, lang: str
) -> tuple[WorstControl, ...]:
    by_control: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        by_control[row["control"]].append(row)
    found = [
        WorstControl(
            control=clean(control),
            title=_title(control, extras, lang),
            layer=same[0]["layer"],
            severity=max((Severity(r["severity"]) for r in same), key=_weight),
            units=len({r["unit"] for r in same}),
            of_units=of_units,
            subjects=len({r["subject"] for r in same}),
        )
        for control, same in by_control.items()
    ]
    order = sorted(found, key=lambda w: (-w.units, -_weight(w.severity), w.control))
    return tuple(order[:MOST_CONTROLS])


def _weight(severity: Severity) -> int:
    return severity.weight


def _title(control: str, extras: Extras, lang: str) -> str:
    words = extras.controls.get(control)
    title = words.title if words else Text(control, control)
    return clean(title.vi if lang == "vi" else title.en)
