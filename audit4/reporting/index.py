"""Build the view of a province's index from a results document."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from audit4.finding import Severity, Text
from audit4.record import HostState
from audit4.reporting.clean import clean
from audit4.reporting.inputs import Extras
from audit4.reporting.rows import Document, hosts
from audit4.reporting.unit import header, scan_view, score_views
from audit4.reporting.view import (
    IndexDark,
    IndexUnit,
    IndexView,
    ScoreView,
    WorstControl,
)
from audit4.score import Band

MOST_CONTROLS = 20


def index_view(
    document: Document,
    extras: Extras,
    hrefs: Mapping[str, str],
    title: str,
    lang: str = "vi",
) -> IndexView:
    """The index over all units of a results document.

    `hrefs` gives each unit's report relative to the index.
    """
    failing: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in document["results"]:
        if row["status"] == "fail":
            failing[row["unit"]].append(row)
    seen = {u["id"]: u for u in document["units"]}
    units = [
        _unit(about, document, extras, failing[unit], hrefs[unit])
        for unit, about in seen.items()
    ]
    ranked = tuple(sorted(units, key=_rank))
    every = [row for rows in failing.values() for row in rows]
    return IndexView(
        lang=lang,
        timezone=extras.timezone,
        title=clean(title),
        scan=scan_view(document),
        units=ranked,
        bands=_bands(ranked),
        hosts=len(document["hosts"]),
        dark=tuple(
            IndexDark(unit=clean(seen[h.subject.split("/")[0]]["name"]), host=h)
            for h in hosts(document["hosts"])
            if h.state is HostState.NOT_JUDGED
        ),
        counts=_severities(every),
        worst=_worst(every, len(seen), extras, lang),
    )


def _unit(
    about: Mapping[str, Any],
    document: Document,
    extras: Extras,
    failing: Collection[Mapping[str, Any]],
    href: str,
) -> IndexUnit:
    unit = about["id"]
    overall, layers = score_views(document, extras.previous, unit)
    states = [h["state"] for h in document["hosts"] if h["unit"] == unit]
    now = scan_view(document).started
    lives = (extras.findings.get((r["subject"], r["rule"])) for r in failing)
    return IndexUnit(
        unit=clean(unit),
        name=clean(about["name"]),
        kind=header(extras, unit).kind,
        href=href,
        overall=overall,
        layers=layers,
        hosts=len(states),
        dark=states.count(HostState.NOT_JUDGED.value),
        counts=_severities(failing),
        overdue=sum(life is not None and life.overdue(now) for life in lives),
    )


def _severities(rows: Iterable[Mapping[str, Any]]) -> Mapping[Severity, int]:
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
    rows: Iterable[Mapping[str, Any]], of_units: int, extras: Extras, lang: str
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
