from audit4.score import Band, Score
from audit4.store.store import Store
from tests.unit.store.build import scan_info


def score(layer: int | None = None, *, system: str | None = None) -> Score:
    return Score(
        unit="so-yte",
        system=system,
        layer=layer,
        low=41.5,
        high=60.0,
        attested=3.0,
        band=Band.D,
        judged=80,
        applicable=100,
        capped=True,
        provisional=False,
    )


def test_the_scores_of_a_unit_come_back_as_they_were(store: Store) -> None:
    store.begin_scan(scan_info(), {})

    store.keep_scores("s1", "so-yte", [score(1), score(4), score()])

    assert store.scores("s1", "so-yte") == (score(), score(1), score(4))


def test_scores_of_systems_and_of_other_units_are_not_kept(store: Store) -> None:
    store.begin_scan(scan_info(), {})

    store.keep_scores("s1", "so-yte", [score(), score(system="hso")])
    store.keep_scores("s1", "so-tc", [score()])

    assert store.scores("s1", "so-yte") == (score(),)
    assert store.scores("s1", "so-tc") == ()


def test_scores_that_are_kept_again_replace_the_old_ones(store: Store) -> None:
    store.begin_scan(scan_info(), {})

    store.keep_scores("s1", "so-yte", [score(1), score()])
    store.keep_scores("s1", "so-yte", [score()])

    assert store.scores("s1", "so-yte") == (score(),)
