from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit4.evidence import Reason
from audit4.finding import Basis, Exempt, Result, Severity, Status, Text, Verdict
from audit4.score import Band, Score, Weights, rehearse, scores

NONE_KNOWN = Weights(controls={}, levels={})
REASONS: dict[Status, Reason | Exempt] = {
    Status.UNKNOWN: Reason.PERMISSION,
    Status.NOT_APPLICABLE: Exempt.LEVEL,
}


def row(
    status: Status,
    *,
    rule: str = "r",
    control: str = "c",
    layer: int = 1,
    severity: Severity = Severity.MEDIUM,
    system: str | None = "s",
    host: str | None = "h",
    basis: Basis = Basis.MEASURED,
    waiver: str | None = None,
) -> Result:
    return Result(
        unit="u",
        system=system,
        host=host if system else None,
        control=control,
        rule=rule,
        check="layer1_onsite.any",
        layer=layer,
        severity=severity,
        verdict=Verdict(status=status, reason=REASONS.get(status)),
        basis=basis,
        message=Text("", ""),
        waiver=waiver,
    )


def score(
    results: Iterable[Result],
    weights: Weights = NONE_KNOWN,
    *,
    system: str | None = None,
    layer: int | None = None,
) -> Score:
    (found,) = (
        s for s in scores(results, weights) if (s.system, s.layer) == (system, layer)
    )
    return found


def interval(found: Score) -> tuple[float | None, float | None]:
    return (found.low, found.high)


def test_rules_weigh_by_severity_within_a_control() -> None:
    results = [
        row(Status.PASS, rule="a", severity=Severity.HIGH),
        row(Status.FAIL, rule="b", severity=Severity.MEDIUM),
        row(Status.FAIL, rule="d", severity=Severity.LOW),
    ]

    assert interval(score(results)) == (60.0, 60.0)


def test_controls_weigh_by_their_own_severity() -> None:
    results = [row(Status.PASS, control="light"), row(Status.FAIL, control="heavy")]
    weights = Weights(
        controls={"light": Severity.LOW, "heavy": Severity.CRITICAL}, levels={}
    )

    assert interval(score(results, weights)) == (9.0, 9.1)


def test_systems_weigh_by_level() -> None:
    results = [row(Status.PASS, system="one"), row(Status.FAIL, system="two")]
    weights = Weights(controls={}, levels={"u/one": 3, "u/two": 1})

    assert interval(score(results, weights)) == (75.0, 75.0)


def test_a_unit_wide_control_counts_once_in_every_system() -> None:
    results = [
        row(Status.PASS, system=None, control="wide"),
        row(Status.FAIL, system="one"),
        row(Status.PASS, system="two"),
        row(Status.PASS, system="two", host="h2"),
    ]

    assert interval(score(results, system="one")) == (50.0, 50.0)
    assert interval(score(results, system="two")) == (100.0, 100.0)
    assert interval(score(results)) == (75.0, 75.0)


def test_overall_is_the_mean_of_the_layers_that_apply() -> None:
    results = [
        row(Status.PASS, layer=1),
        row(Status.FAIL, layer=2, rule="b"),
        row(Status.NOT_APPLICABLE, layer=3, rule="d"),
    ]

    found = scores(results, NONE_KNOWN)

    assert [s.layer for s in found if s.system is None] == [1, 2, None]
    assert interval(score(results)) == (50.0, 50.0)


@pytest.mark.parametrize("status", [Status.UNKNOWN, Status.PENDING])
def test_what_is_not_known_widens_the_interval(status: Status) -> None:
    results = [row(Status.PASS, rule="a"), row(status, rule="b")]

    found = score(results)

    assert interval(found) == (50.0, 100.0)
    assert found.coverage == 0.5


def test_nothing_judged_is_no_score() -> None:
    found = score([row(Status.UNKNOWN)])

    assert interval(found) == (None, None)
    assert found.band is None
    assert found.provisional


def test_nothing_that_applies_has_no_row() -> None:
    assert scores([row(Status.NOT_APPLICABLE)], NONE_KNOWN) == ()


@pytest.mark.parametrize(
    ("met", "band"),
    [(90, "A"), (89, "B"), (75, "B"), (74, "C"), (50, "C"), (49, "D"), (25, "D")],
)
def test_the_low_end_sets_the_band(met: int, band: str) -> None:
    results = [
        row(Status.PASS if n < met else Status.FAIL, rule=f"r{n}") for n in range(100)
    ]

    assert score(results).band == band


def test_an_open_critical_failure_caps_the_band() -> None:
    results = [row(Status.PASS, rule=f"r{n}") for n in range(99)]
    critical = row(Status.FAIL, rule="bad", severity=Severity.CRITICAL)

    found = score([*results, critical])

    assert found.low is not None
    assert found.low > 90
    assert found.band is Band.C
    assert found.capped


def test_an_accepted_risk_stays_unmet_and_caps() -> None:
    good = [row(Status.PASS, rule=f"r{n}") for n in range(99)]
    waived = row(Status.FAIL, rule="w", severity=Severity.CRITICAL, waiver="W-1")

    found = score([*good, waived])

    assert found.band is Band.C


def test_an_equivalent_measure_counts_as_met() -> None:
    waived = row(Status.FAIL, severity=Severity.CRITICAL, waiver="W-1")
    weights = Weights(controls={}, levels={}, equivalent={"W-1"})

    found = score([waived], weights)

    assert interval(found) == (100.0, 100.0)
    assert found.band is Band.A


def test_the_attested_part_of_the_low_end_is_told() -> None:
    results = [
        row(Status.PASS, rule="a", control="a"),
        row(Status.PASS, rule="b", control="b", system=None, basis=Basis.ATTESTED),
        row(Status.FAIL, rule="d", control="d", system=None, basis=Basis.ATTESTED),
    ]

    found = score(results)

    assert (found.low, found.attested) == (66.6, 33.3)
    assert found.attested_share == pytest.approx(0.5)


def test_a_host_that_was_seen_in_part_is_not_provisional() -> None:
    results = [row(Status.PASS, rule="a"), row(Status.UNKNOWN, rule="b")]

    assert not score(results).provisional


def test_one_dark_host_makes_the_band_provisional() -> None:
    results = [row(Status.PASS), row(Status.UNKNOWN, host="dark")]

    found = score(results)

    assert found.provisional
    assert found.band is Band.C


def test_an_attestation_does_not_make_a_dark_host_seen() -> None:
    attested = row(Status.PASS, rule="a", basis=Basis.ATTESTED)
    results = [attested, row(Status.UNKNOWN, rule="b")]

    assert score(results).provisional


def test_a_system_nobody_saw_earns_nothing_from_the_unit() -> None:
    results = [
        row(Status.PASS, system=None, control="wide"),
        row(Status.FAIL, system="seen"),
        row(Status.UNKNOWN, system="dark"),
    ]

    assert interval(score(results)) == (25.0, 75.0)


def test_mending_everything_is_a_hundred() -> None:
    results = [row(Status.FAIL, rule=f"r{n}", layer=n % 4 + 1) for n in range(9)]

    found = rehearse(results, NONE_KNOWN, 9)

    assert found is not None
    assert interval(found.before) == (0.0, 0.0)
    assert interval(found.after) == (100.0, 100.0)


def test_the_mending_that_brings_most_comes_first() -> None:
    results = [
        row(Status.FAIL, rule="light", severity=Severity.LOW),
        row(Status.FAIL, rule="heavy", severity=Severity.HIGH),
        row(Status.FAIL, rule="heavy", severity=Severity.HIGH, host="h2"),
        row(Status.FAIL, rule="critical", severity=Severity.CRITICAL),
    ]

    found = rehearse(results, NONE_KNOWN, 2)

    assert found is not None
    assert [m.rule for m in found.mendings] == ["heavy", "critical"]
    assert found.mendings[0].subjects == ("u/s/h", "u/s/h2")
    assert [m.gain for m in found.mendings] == [52.2, 43.5]
    assert interval(found.after) == (95.6, 95.7)


def test_what_is_waived_as_equivalent_needs_no_mending() -> None:
    weights = Weights(controls={}, levels={}, equivalent={"W-1"})

    found = rehearse([row(Status.FAIL, waiver="W-1")], weights)

    assert found is not None
    assert found.mendings == ()


def test_nothing_that_applies_has_no_rehearsal() -> None:
    assert rehearse([row(Status.NOT_APPLICABLE)], NONE_KNOWN) is None
    assert rehearse([], NONE_KNOWN) is None


def test_only_one_unit_is_rehearsed_at_a_time() -> None:
    other = replace(row(Status.FAIL), unit="v")

    with pytest.raises(ValueError, match="too many"):
        rehearse([row(Status.FAIL), other], NONE_KNOWN)


ROWS = st.builds(
    row,
    st.sampled_from(Status),
    rule=st.sampled_from([f"r{n}" for n in range(5)]),
    control=st.sampled_from(["c1", "c2", "c3"]),
    layer=st.sampled_from([1, 2, 4]),
    severity=st.sampled_from(Severity),
    system=st.sampled_from([None, "s1", "s2"]),
    host=st.sampled_from([None, "h1", "h2"]),
    basis=st.sampled_from(Basis),
    waiver=st.sampled_from([None, "equal", "accepted"]),
)
RESULTS = st.lists(ROWS, min_size=1, max_size=14)
WEIGHTS = st.builds(
    Weights,
    controls=st.dictionaries(
        st.sampled_from(["c1", "c2", "c3"]), st.sampled_from(Severity)
    ),
    levels=st.dictionaries(st.sampled_from(["u/s1", "u/s2"]), st.integers(1, 5)),
    equivalent=st.just({"equal"}),
)
# One step of rounding each way.
STEP = 0.1 + 1e-9


def low(found: Score) -> float:
    return found.low or 0.0


def high(found: Score) -> float:
    return 100.0 if found.high is None else found.high


def by_place(results: list[Result], weights: Weights) -> dict[object, Score]:
    return {(s.system, s.layer): s for s in scores(results, weights)}


@given(RESULTS, WEIGHTS)
def test_ends_stand_in_order_within_a_hundred(
    results: list[Result], weights: Weights
) -> None:
    for found in scores(results, weights):
        assert 0 <= low(found) <= high(found) <= 100
        assert 0 <= (found.attested or 0) <= low(found)
        assert 0 <= found.coverage <= 1


@given(
    RESULTS, WEIGHTS, st.integers(0, 13), st.sampled_from([Status.PASS, Status.FAIL])
)
def test_learning_the_unknown_stays_inside_the_interval(
    results: list[Result], weights: Weights, place: int, learnt: Status
) -> None:
    place %= len(results)
    results[place] = replace(
        results[place], verdict=Verdict(status=Status.UNKNOWN, reason=Reason.TIMEOUT)
    )
    before = by_place(results, weights)

    results[place] = replace(results[place], verdict=Verdict(status=learnt))

    for where, after in by_place(results, weights).items():
        assert low(before[where]) - STEP <= low(after)
        assert high(after) <= high(before[where]) + STEP


@given(RESULTS, WEIGHTS, st.integers(0, 13))
def test_mending_never_lowers(
    results: list[Result], weights: Weights, place: int
) -> None:
    place %= len(results)
    results[place] = replace(results[place], verdict=Verdict(status=Status.FAIL))
    before = by_place(results, weights)

    results[place] = replace(results[place], verdict=Verdict(status=Status.PASS))

    for where, after in by_place(results, weights).items():
        assert low(before[where]) - STEP <= low(after)
        assert high(before[where]) - STEP <= high(after)
        assert (before[where].band or Band.E) >= (after.band or Band.E)


@given(RESULTS, WEIGHTS)
def test_losing_a_host_never_raises_the_low_end(
    results: list[Result], weights: Weights
) -> None:
    before = by_place(results, weights)
    lost = Verdict(status=Status.UNKNOWN, reason=Reason.UNREACHABLE)

    after = [replace(r, verdict=lost) if r.host == "h1" else r for r in results]

    for where, found in by_place(after, weights).items():
        assert low(found) <= (low(before[where]) if where in before else 0) + STEP


@given(RESULTS, WEIGHTS, st.lists(ROWS, min_size=1, max_size=4), st.integers(1, 5))
def test_adding_a_host_that_nobody_reached_never_raises_the_low_end(
    results: list[Result], weights: Weights, more: list[Result], level: int
) -> None:
    before = by_place(results, weights)
    lost = Verdict(status=Status.UNKNOWN, reason=Reason.UNREACHABLE)
    levels = {**weights.levels, "u/new": level}

    added = [
        replace(r, system="new", host="x", verdict=lost, basis=Basis.MEASURED)
        for r in more
    ]
    after = by_place([*results, *added], replace(weights, levels=levels))

    for where, found in before.items():
        assert low(after[where]) <= low(found) + STEP


@given(RESULTS, WEIGHTS, st.integers(0, 5))
def test_the_rehearsal_equals_the_scores_after_it(
    results: list[Result], weights: Weights, n: int
) -> None:
    found = rehearse(results, weights, n)

    if found is None:
        return
    chosen = {m.rule for m in found.mendings}
    mended = [
        replace(r, verdict=Verdict(status=Status.PASS))
        if r.status is Status.FAIL and r.rule in chosen
        else r
        for r in results
    ]
    assert found.after == by_place(mended, weights)[(None, None)]
