"""Build the view of a province's index from a results document."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from audit4.finding import Severity
from audit4.record import HostState
from audit4.reporting.clean import clean
from audit4.reporting.inputs import Extras, Standing
from audit4.reporting.province import (
    Before,
    IndexUnit,
    IndexView,
    Parties,
    Spread,
)
from audit4.reporting.rows import Document, day, moment
from audit4.reporting.standing import LONG_DAYS, standings, unseen, worst
from audit4.reporting.trend import LAYERS
from audit4.reporting.unit import (
    Layers,
    header,
    scan_view,
    score_views,
    unit_scores,
)
from audit4.reporting.view import ScanView, ScoreView
from audit4.score import Band


def index_view(
    document: Document,
    extras: Extras,
    hrefs: Mapping[str, str],
    title: str,
    lang: str = "vi",
    found: Mapping[str, Standing] | None = None,
) -> IndexView:
    """The index over all units of a results document.

    `hrefs` gives each unit's report relative to the index. With what was `found`
    in each unit the document needs no results; of `extras.previous` only the scan
    and the scores count.
    """
    scan = scan_view(document)
    found = standings(document, extras) if found is None else found
    units = _units(document, found, extras, hrefs)
    ranks = {u.unit: u.rank for u in units}
    return IndexView(
        lang=lang,
        timezone=extras.timezone,
        title=clean(title),
        scan=scan,
        parties=_parties(document, extras, scan.started),
        before=_before(scan, extras.previous),
        units=units,
        spreads=_spreads(units),
        kinds=tuple(sorted({u.kind for u in units if u.kind})),
        levels=tuple(sorted({level for u in units for level in u.levels})),
        hosts=len(document["hosts"]),
        dark=sum(u.dark for u in units),
        unseen=unseen(document, ranks, extras, scan.started),
        counts={s: sum(u.counts[s] for u in units) for s in Severity},
        worst=worst(found, ranks, extras, lang),
        long_days=LONG_DAYS,
    )


def _units(
    document: Document,
    standing: Mapping[str, Standing],
    extras: Extras,
    hrefs: Mapping[str, str],
) -> tuple[IndexUnit, ...]:
    """The units in order of class, then of the low end, then of name."""
    found, before = unit_scores(document), unit_scores(extras.previous)
    seen: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for host in document["hosts"]:
        seen[host["unit"]].append(host)
    about = {u["id"]: u for u in document["units"]}
    ranked = sorted(about.values(), key=lambda u: _rank(u, found.get(u["id"], {})))
    return tuple(
        _unit(
            rank,
            given,
            found.get(given["id"], {}),
            before.get(given["id"], {}),
            seen[given["id"]],
            standing[given["id"]],
            (hrefs[given["id"]], header(extras, given["id"]).kind),
        )
        for rank, given in enumerate(ranked, 1)
    )


def _unit(
    rank: int,
    about: Mapping[str, Any],
    found: Layers,
    before: Layers,
    seen: Sequence[Mapping[str, Any]],
    standing: Standing,
    named: tuple[str, str],
) -> IndexUnit:
    href, kind = named
    overall, layers = score_views(found, before)
    band = before[None].band if None in before else None
    return IndexUnit(
        rank=rank,
        unit=clean(about["id"]),
        name=clean(about["name"]),
        kind=kind,
        levels=tuple(sorted({s["level"] for s in about["systems"]})),
        href=href,
        overall=overall,
        layers=layers,
        band_before=band.value if band else "",
        moved=standing.moved,
        hosts=len(seen),
        dark=sum(h["state"] == HostState.NOT_JUDGED.value for h in seen),
        counts=standing.counts,
        late=standing.late,
        late_since=standing.late_since,
    )


def _rank(about: Mapping[str, Any], found: Layers) -> tuple[str, float, str]:
    score = found.get(None)
    band = score.band.value if score and score.band else "~"
    return band, -((score.low if score else None) or 0.0), about["name"]


def _spreads(units: Sequence[IndexUnit]) -> tuple[Spread, ...]:
    by_layer: list[tuple[int | None, list[ScoreView | None]]] = [
        (None, [u.overall for u in units])
    ]
    by_layer += [(n, [u.layers[n - 1] for u in units]) for n in LAYERS]
    return tuple(Spread(layer=layer, bands=_bands(views)) for layer, views in by_layer)


def _bands(views: Iterable[ScoreView | None]) -> Mapping[str, int]:
    """Units by class; the empty one for those without a score, if there are any."""
    found = Counter(v.score.band.value if v and v.score.band else "" for v in views)
    return {b: found[b] for b in [*(b.value for b in Band), ""] if b or found[b]}


def _before(scan: ScanView, previous: Document | None) -> Before | None:
    # Who asks for scores alone has no scan to name.
    if not previous or "scan" not in previous or not previous["scores"]:
        return None
    earlier = previous["scan"]
    started = moment(earlier["started"])
    assert started is not None  # noqa: S101 - the schema demands it
    return Before(
        round=clean(earlier["round"]),
        started=started,
        same_policy=clean(earlier["policy"]["sha256"]) == scan.policy_digest,
    )


def _parties(document: Document, extras: Extras, now: datetime) -> Parties:
    heads = [header(extras, u["id"]) for u in document["units"]]
    systems = [s for u in document["units"] for s in u["systems"]]
    permits = (u["authorisation"] for u in document["units"])
    return Parties(
        owner=_common(h.owner for h in heads),
        operator=_common(h.operator for h in heads),
        assessor=_common(h.assessor for h in heads),
        independent=Counter(h.independent for h in heads),
        permits=sum(_holds(p, now) for p in permits),
        decided=sum(bool(s["decision"]) for s in systems),
        systems=len(systems),
    )


def _common(names: Iterable[str]) -> str:
    """What all of them are called; nothing where they differ."""
    every = set(names)
    return every.pop() if len(every) == 1 else ""


def _holds(permit: Mapping[str, Any] | None, now: datetime) -> bool:
    if not permit:
        return False
    until = day(permit["valid_until"])
    return until is None or until >= now.date()
