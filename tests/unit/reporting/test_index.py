from dataclasses import replace
from datetime import timedelta

from audit4.finding import Status
from audit4.record import UnitInfo
from audit4.reporting import Extras, index_view
from tests.unit.reporting import sample

HREFS = {u.id: f"unit-{u.id}.html" for u in sample.UNITS}


def test_units_are_ranked_by_class_then_by_the_low_end() -> None:
    found = index_view(sample.province(), sample.extras(), HREFS, "Tỉnh Mẫu")

    lows = [u.overall.score.low for u in found.units if u.overall]
    assert [u.unit for u in found.units] == ["so-mau", "xa-mau-1", "xa-mau-2"]
    assert lows == sorted(lows, key=lambda low: -(low or 0))


def test_a_unit_without_a_score_stands_last() -> None:
    rows = [r for r in sample.results() if r.unit != "so-mau"]

    found = index_view(sample.province(rows), Extras(), HREFS, "Tỉnh Mẫu")

    assert found.units[-1].unit == "so-mau"
    assert found.units[-1].overall is None
    assert found.bands[""] == 1


def test_counts_are_those_of_the_document() -> None:
    rows = sample.results()

    found = index_view(sample.province(rows), sample.extras(rows), HREFS, "Tỉnh Mẫu")

    failing = [r for r in rows if r.status is Status.FAIL]
    assert sum(found.counts.values()) == len(failing)
    assert sum(sum(u.counts.values()) for u in found.units) == len(failing)
    assert (found.hosts, found.dark) == (8, 2)
    assert sum(u.overdue for u in found.units) == sum(
        f.overdue(sample.NOW) for f in sample.extras(rows).findings.values()
    )


def test_the_control_that_most_units_miss_comes_first() -> None:
    found = index_view(sample.province(), sample.extras(), HREFS, "Tỉnh Mẫu")

    units = [w.units for w in found.worst]
    assert units == sorted(units, reverse=True)
    assert found.worst[0].of_units == len(sample.UNITS)


def test_a_unit_of_which_nothing_is_known_is_still_listed() -> None:
    units = (*sample.UNITS, UnitInfo(id="trong", name="Đơn vị trống"))
    hrefs = {**HREFS, "trong": "x.html"}

    document = sample.province(units=units)
    found = index_view(document, replace(sample.extras()), hrefs, "Tỉnh Mẫu")

    assert found.units[-1].name == "Đơn vị trống"


def test_each_unit_is_counted_in_one_class_of_each_layer() -> None:
    found = index_view(sample.province(), sample.extras(), HREFS, "Tỉnh Mẫu")

    assert [s.layer for s in found.spreads] == [None, 1, 2, 3, 4]
    assert all(sum(s.bands.values()) == 3 for s in found.spreads)


def test_movement_is_that_of_the_low_ends() -> None:
    extras = sample.extras()

    found = index_view(sample.province(), extras, HREFS, "Tỉnh Mẫu")

    before = {
        s["unit"]: s["low"]
        for s in (extras.previous or {})["scores"]
        if s["system"] is None and s["layer"] is None
    }
    for unit in found.units:
        low = unit.overall.score.low if unit.overall else None
        was = before.get(unit.unit)
        expected = None if low is None or was is None else round(low - was, 1)
        assert unit.change == expected
    moved = len(found.risen) + len(found.fallen) + found.level_units + found.newcomers
    assert moved == len(found.units)


def test_another_policy_than_the_last_rounds_is_said() -> None:
    extras = sample.extras()
    earlier = dict(extras.previous or {})
    earlier["scan"] = {
        **earlier["scan"],
        "policy": {**earlier["scan"]["policy"], "sha256": "0" * 64},
    }

    same = index_view(sample.province(), extras, HREFS, "")
    other = index_view(sample.province(), replace(extras, previous=earlier), HREFS, "")

    assert same.before
    assert same.before.same_policy
    assert other.before
    assert not other.before.same_policy


def test_a_host_unseen_for_long_is_told_from_one_seen_lately() -> None:
    seen = {
        "so-mau/thu-dt/mail-02": sample.NOW - timedelta(days=31),
        "xa-mau-1/noi-bo/may-03": sample.NOW - timedelta(days=2),
    }
    extras = replace(
        sample.extras(), last_seen=seen, left_out=["xa-mau-1/noi-bo/may-03"]
    )

    found = index_view(sample.province(), extras, HREFS, "").unseen

    assert [(h.host, h.days, h.long, bool(h.reason)) for h in found] == [
        ("noi-bo/may-01", None, True, True),
        ("thu-dt/mail-02", 31, True, True),
        ("noi-bo/may-03", 2, False, False),
    ]


def test_a_controls_places_are_given_by_unit() -> None:
    rows = sample.results()

    found = index_view(sample.province(rows), sample.extras(rows), HREFS, "")

    for worst in found.worst:
        assert len(worst.places) == worst.units
        assert sum(worst.places.values()) == worst.subjects
