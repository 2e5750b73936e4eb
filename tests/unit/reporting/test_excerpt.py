from audit4.reporting.excerpt import MOST_TEXT, Excerpts, Page, excerpt

TEXT = "\n".join(f"option{n} value{n}" for n in range(100))


def test_the_lines_around_the_words_are_shown() -> None:
    found = excerpt("p", "d", Page(TEXT), ["option50"], most=12)

    assert [line.number for line in found.lines] == [49, 50, 51, 52, 53]
    assert [line.text for line in found.lines if line.marked] == ["option50 value50"]
    assert found.left_out == 95


def test_without_a_word_the_first_lines_are_shown() -> None:
    found = excerpt("p", "d", Page(TEXT), ["nowhere"], most=3)

    assert [line.number for line in found.lines] == [1, 2, 3]
    assert not found.marked


def test_where_all_does_not_fit_the_marked_lines_stay() -> None:
    found = excerpt("p", "d", Page(TEXT), ["option10", "option90"], most=3)

    assert [line.number for line in found.lines] == [11, 91]


def test_only_evidence_with_the_words_is_shown_and_two_are_enough() -> None:
    word = "permitrootlogin yes"
    texts = {"a": "first", "b": word, "c": f"{word} # c", "d": f"{word} # d"}
    excerpts = Excerpts(texts.get, most=5)

    found = excerpts.of(
        (("pa", "a"), ("pb", "b"), ("gone", "pruned"), ("pc", "c"), ("pd", "d")),
        ("PermitRootLogin yes",),
    )

    assert [e.probe for e in found] == ["pb", "pc"]


def test_where_no_word_stands_anywhere_the_first_evidence_is_shown() -> None:
    excerpts = Excerpts({"a": "first", "b": "second"}.get, most=5)

    found = excerpts.of((("pa", "a"), ("pb", "b")), ("nowhere",))

    assert [e.probe for e in found] == ["pa"]


def test_the_same_content_from_two_probes_is_shown_once() -> None:
    excerpts = Excerpts({"a": "permitrootlogin yes"}.get, most=5)

    found = excerpts.of((("pa", "a"), ("pb", "a")), ("permitrootlogin",))

    assert [e.probe for e in found] == ["pa"]


def test_each_text_is_fetched_once() -> None:
    asked: list[str] = []

    def evidence(digest: str) -> str:
        asked.append(digest)
        return "text"

    excerpts = Excerpts(evidence, most=5)
    excerpts.of((("p", "a"),), ())
    excerpts.of((("q", "a"),), ())

    assert asked == ["a"]


def test_a_huge_text_is_bounded() -> None:
    found = excerpt("p", "d", Page("x" * (MOST_TEXT * 3)), [], most=5)

    assert sum(len(line.text) for line in found.lines) < 300


def test_a_word_counts_only_where_it_stands_alone() -> None:
    text = "permitrootlogin yes\nxpermitrootlogin\nPermitRootLogin\npermitrootlogin.d"

    assert Page(text).places("permitrootlogin") == (0, 2)
