from dataclasses import replace

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
    assert (found.hosts, len(found.dark)) == (8, 2)
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
