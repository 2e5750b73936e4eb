"""Where units stand beyond their scores: what fails, what is late, who was unseen."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from audit4.export.document import result_of
from audit4.finding import Result, Severity, Status, Text
from audit4.record import HostState
from audit4.reporting.clean import clean
from audit4.reporting.inputs import Extras, Missed, Standing
from audit4.reporting.province import Unseen, WorstControl
from audit4.reporting.rows import Document, moment

# A host of which nothing has been known for so many days stands out.
LONG_DAYS = 30

_NEVER = datetime.min.replace(tzinfo=UTC)


def unseen(
    document: Document, ranks: Mapping[str, int], extras: Extras, now: datetime
) -> tuple[Unseen, ...]:
    """Hosts that were not judged, those unseen the longest first.

    `ranks` holds every unit.
    """
    names = {u["id"]: clean(u["name"]) for u in document["units"]}
    found = [
        _unseen(subject, reason, names[unit], ranks[clean(unit)], extras.last_seen, now)
        for subject, reason in _not_judged(document, extras)
        if (unit := subject.split("/")[0]) in names
    ]
    return tuple(sorted(found, key=_longest))


def _not_judged(document: Document, extras: Extras) -> Iterator[tuple[str, str]]:
    for host in document["hosts"]:
        if host["state"] == HostState.NOT_JUDGED.value:
            yield host["subject"], host["reason"] or ""
    for subject in extras.left_out:
        yield subject, ""


def _unseen(
    subject: str,
    reason: str,
    unit_name: str,
    rank: int,
    seen: Mapping[str, datetime],
    now: datetime,
) -> Unseen:
    last = seen.get(subject)
    days = (now - last).days if last else None
    return Unseen(
        rank=rank,
        unit_name=unit_name,
        host=clean(subject.partition("/")[2]),
        reason=clean(reason),
        last=last,
        days=days,
        long=days is None or days > LONG_DAYS,
    )


def _longest(one: Unseen) -> tuple[datetime, str, str]:
    return one.last or _NEVER, one.unit_name, one.host


def standings(
    document: Document, extras: Extras, given: Iterable[Result] | None = None
) -> Mapping[str, Standing]:
    """What the index keeps of each unit of a results document.

    Who has the results at hand may give them: the document then needs none.
    """
    now = moment(document["scan"]["started"])
    assert now is not None  # noqa: S101 - the schema demands it
    failing: dict[str, list[Result]] = {u["id"]: [] for u in document["units"]}
    if given is None:
        given = map(result_of, document["results"])
    for row in given:
        if row.status is Status.FAIL:
            failing[row.unit].append(row)
    return {unit: _standing(rows, extras, now) for unit, rows in failing.items()}


def _standing(failing: list[Result], extras: Extras, now: datetime) -> Standing:
    lives = (extras.findings.get((r.subject, r.rule)) for r in failing)
    late = [life for life in lives if life is not None and life.overdue(now)]
    by_control: dict[str, list[Result]] = defaultdict(list)
    for row in failing:
        by_control[row.control].append(row)
    return Standing(
        counts=_severities(r.severity for r in failing),
        missed={control: _missed(rows) for control, rows in by_control.items()},
        late=_severities(f.severity for f in late),
        late_since=min((f.due for f in late), default=None),
    )


def _missed(rows: list[Result]) -> Missed:
    return Missed(
        layer=rows[0].layer,
        severity=_gravest(r.severity for r in rows),
        subjects=len({r.subject for r in rows}),
    )


def _severities(values: Iterable[Severity]) -> Mapping[Severity, int]:
    found = Counter(values)
    return {s: found[s] for s in Severity}


def _gravest(severities: Iterable[Severity]) -> Severity:
    return max(severities, key=lambda s: s.weight)


def worst(
    found: Mapping[str, Standing], ranks: Mapping[str, int], extras: Extras, lang: str
) -> tuple[WorstControl, ...]:
    """Controls that fail anywhere; those that most units miss first, then the gravest.

    `found` and `ranks` hold every unit.
    """
    by_control: dict[str, dict[int, Missed]] = defaultdict(dict)
    for unit, standing in found.items():
        for control, missed in standing.missed.items():
            by_control[control][ranks[clean(unit)]] = missed
    every = [
        WorstControl(
            control=clean(control),
            title=_title(control, extras, lang),
            layer=next(iter(places.values())).layer,
            severity=_gravest(m.severity for m in places.values()),
            units=len(places),
            of_units=len(found),
            subjects=sum(m.subjects for m in places.values()),
            places={rank: places[rank].subjects for rank in sorted(places)},
        )
        for control, places in by_control.items()
    ]
    return tuple(sorted(every, key=lambda w: (-w.units, -w.severity.weight, w.control)))


def _title(control: str, extras: Extras, lang: str) -> str:
    words = extras.controls.get(control)
    title = words.title if words else Text(control, control)
    return clean(title.vi if lang == "vi" else title.en)
