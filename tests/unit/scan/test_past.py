from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from audit4.finding import failed, passed
from audit4.record import ScanInfo
from audit4.scan.past import earlier, past
from audit4.score import Weights
from audit4.store.store import Store
from tests.unit.store.build import AT, DAY, result, scan_info

WEIGHTS = Weights(controls={}, levels={})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "audit4.db") as opened:
        yield opened


def scanned(
    store: Store, name: str, days: int, round_: str, *selection: str
) -> ScanInfo:
    made = scan_info(name, AT + days * DAY)
    info = replace(made, round=round_, selection=selection)
    store.begin_scan(info, {})
    store.save_results(
        name, [result(passed("no")), result(failed("yes", expected="no"), "r2")]
    )
    return store.finish_scan(name, info.started + timedelta(hours=1), None)


def test_only_scans_that_saw_the_whole_unit_are_compared_with(store: Store) -> None:
    scanned(store, "all", 0, "1")
    scanned(store, "mine", 1, "1", "unit=so-yte")
    scanned(store, "others", 2, "1", "unit=so-tc")
    scanned(store, "part", 3, "1", "unit=so-yte", "host=web1")
    now = scanned(store, "now", 4, "2")

    assert [s.id for s in earlier(store, now, "so-yte")] == ["mine", "all"]


def test_the_trend_takes_the_last_scan_of_each_earlier_round(store: Store) -> None:
    for name, days, round_ in (("a", 0, "1"), ("b", 1, "1"), ("c", 2, "2")):
        scanned(store, name, days, round_)
    now = scanned(store, "d", 3, "3")
    before = earlier(store, now, "so-yte")

    points = past(store, before, now, "so-yte", WEIGHTS)

    assert [(p.round, p.started) for p in points] == [
        ("1", AT + DAY),
        ("2", AT + 2 * DAY),
    ]
    assert all(p.scores[0].unit == "so-yte" for p in points)


def test_within_the_first_round_the_trend_takes_each_scan(store: Store) -> None:
    scanned(store, "a", 0, "1")
    scanned(store, "b", 1, "1")
    now = scanned(store, "c", 2, "1")

    points = past(store, earlier(store, now, "so-yte"), now, "so-yte", WEIGHTS)

    assert [p.started for p in points] == [AT, AT + DAY]


def test_scores_that_nobody_kept_are_added_up_once_and_kept(store: Store) -> None:
    scanned(store, "a", 0, "1")
    now = scanned(store, "b", 1, "2")

    (point,) = past(store, earlier(store, now, "so-yte"), now, "so-yte", WEIGHTS)

    assert set(store.scores("a", "so-yte")) == set(point.scores) != set()
