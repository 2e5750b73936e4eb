"""What a unit's report takes from scans before: scores, histories, statements."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from audit4.asking import asked_of
from audit4.attestation import Asked
from audit4.inventory import Unit
from audit4.record import Event, Finding, ScanInfo
from audit4.reporting import Past, StatementWords
from audit4.scan.inputs import Inputs
from audit4.score import Score, Weights, scores
from audit4.store.store import Store

MOST_ROUNDS = 12
_TOLD = ("new", "persisting")

Histories = dict[tuple[str, str], tuple[Event, ...]]


def earlier(store: Store, scan: ScanInfo, unit: str) -> tuple[ScanInfo, ...]:
    """Finished scans before this one that looked at the whole unit, newest first."""
    before = (s for s in store.scans() if s.finished and s.started < scan.started)
    whole = [s for s in before if _covers(s, unit)]
    return tuple(sorted(whole, key=lambda s: s.started, reverse=True))


def _covers(scan: ScanInfo, unit: str) -> bool:
    """Whether nothing of the unit was left out; a part has no score to compare."""
    kinds = {word.split("=", 1)[0] for word in scan.selection}
    return not kinds or (kinds == {"unit"} and f"unit={unit}" in scan.selection)


def past(
    store: Store, scans: Iterable[ScanInfo], now: ScanInfo, unit: str, weights: Weights
) -> tuple[Past, ...]:
    """The unit's scores at the end of each earlier round, oldest first.

    Within the first round of all there is none to look back on: then each scan of it.
    """
    found = list(scans)
    ends = {s.round: s for s in reversed(found) if s.round != now.round}
    points = sorted(ends.values() or found, key=lambda s: s.started, reverse=True)
    looks = (
        Past(
            round=s.round,
            started=s.started,
            policy=s.policy.sha256,
            scores=of_unit,
        )
        for s in points
        if (of_unit := reported(store, s, unit, weights))
    )
    return tuple(reversed(list(islice(looks, MOST_ROUNDS))))


def reported(
    store: Store, scan: ScanInfo, unit: str, weights: Weights
) -> tuple[Score, ...]:
    """Scores as they were reported, else added up once and kept."""
    kept = store.scores(scan.id, unit)
    if kept:
        return kept
    found = tuple(scores(store.results(scan.id, unit=unit), weights))
    store.keep_scores(scan.id, unit, found)
    return tuple(s for s in found if s.system is None)


def histories(
    store: Store, unit: str, scan: str, found: Iterable[Finding]
) -> Histories:
    """Events of a unit's findings up to a scan, under what each finding is now.

    Since when it is there, and that it still is, the finding itself says.
    """
    keys = {f.id: (f.subject, f.rule) for f in found}
    events: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for number, event in store.history(unit, until=scan, without=_TOLD):
        if number in keys:
            events[keys[number]].append(event)
    return {key: tuple(of_one) for key, of_one in events.items()}


def statements(inputs: Inputs, unit: Unit, now: datetime) -> tuple[StatementWords, ...]:
    """What is asked of the unit, and how it stood on the day of the scan."""
    today = now.astimezone(ZoneInfo(inputs.timezone)).date()
    asked = asked_of(inputs.policy, inputs.attestations, [unit], today)
    return tuple(_statements(asked))


def _statements(asked: Iterable[Asked]) -> Iterator[StatementWords]:
    for one in asked:
        said = one.stated
        yield StatementWords(
            control=one.control,
            system=one.system or "",
            state=one.state.value,
            answer=said.answer if said else "",
            statement=said.statement if said else "",
            document=(said.number or "") if said else "",
            dated=said.date if said else None,
            by=said.attested_by if said else "",
            due=one.due,
        )
