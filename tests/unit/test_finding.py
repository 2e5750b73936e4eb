from audit4.finding import MOST_CHARACTERS, bounded, failed, passed


def test_words_that_a_reader_takes_in_stay_as_they_are() -> None:
    verdict = failed(["a", "b"], expected="c", items=["a", "b"])

    assert bounded(verdict) == verdict


def test_of_very_many_items_the_first_are_named_and_the_others_counted() -> None:
    paths = [f"/srv/{n:05}" for n in range(10_000)]

    verdict = bounded(failed(paths, expected="none", items=paths))

    assert verdict.items[:100] == tuple(paths[:100])
    assert verdict.items[100:] == ("… +9900 more",)
    named, _, rest = verdict.actual.rpartition(", … +")
    assert len(named) <= MOST_CHARACTERS
    assert named.split(", ") + paths[-int(rest.split()[0]) :] == paths


def test_one_endless_word_is_cut() -> None:
    verdict = bounded(passed("x" * 5000))

    assert verdict.actual == "x" * MOST_CHARACTERS + "…"
