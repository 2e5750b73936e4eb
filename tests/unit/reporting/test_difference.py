from audit4.finding import Status
from audit4.reporting.difference import Difference, Differences
from audit4.reporting.excerpt import Page
from audit4.reporting.rows import Row, results
from tests.unit.reporting import sample


def row(text: str, status: str = "fail", digest: str = "now") -> Row:
    every = results(sample.results(), "so-mau", "vi")
    found = next(r for r in every if r.host)
    return found._replace(
        actual=text,
        items=(),
        status=Status(status),
        evidence=(("sshd.effective", digest),),
    )


def compared(
    before: str, now: str, was: Row, found: Row | None = None
) -> tuple[Difference, ...]:
    texts = {"then": Page(before), "now": Page(now)}
    return Differences(texts.get).of(found or row("permitrootlogin yes"), was)


def lines(found: tuple[Difference, ...]) -> list[tuple[bool, str]]:
    return [(line.added, line.text) for d in found for line in d.lines]


def test_the_very_line_that_changed_is_shown_as_it_was_and_is() -> None:
    was = row("permitrootlogin no", "pass", "then")
    before = "port 22\npermitrootlogin no\nx11forwarding no"
    now = "port 22\npermitrootlogin yes\nx11forwarding yes"

    found = compared(before, now, was)

    assert lines(found) == [
        (False, "permitrootlogin no"),
        (True, "permitrootlogin yes"),
    ]
    assert found[0].left_out == 2


def test_a_finding_that_stays_says_nothing_of_lines_that_are_not_its_own() -> None:
    was = row("permitrootlogin yes", "fail", "then")

    assert compared("permitrootlogin yes\na", "permitrootlogin yes\nb", was) == ()


def test_a_new_finding_shows_a_few_lines_even_without_its_words() -> None:
    was = row("none", "pass", "then")

    found = compared("", "\n".join("abcdefgh"), was)

    assert lines(found) == [(True, "a"), (True, "b"), (True, "c")]
    assert found[0].left_out == 5


def test_lines_that_only_moved_are_no_change() -> None:
    was = row("permitrootlogin yes", "pass", "then")

    assert compared("a\npermitrootlogin yes", "permitrootlogin yes\na", was) == ()


def test_pruned_evidence_says_nothing() -> None:
    was = row("permitrootlogin no", "pass", "gone")

    assert compared("", "permitrootlogin yes", was) == ()


def test_without_an_earlier_round_nothing_has_changed() -> None:
    assert Differences({"now": Page("a")}.get).of(row("a"), None) == ()


def test_of_a_finding_that_stays_as_it_was_nothing_is_claimed_to_have_changed() -> None:
    was = row("/etc/shadow-: 0644", digest="then")
    now = row("/etc/shadow-: 0644")

    assert not compared("0644 0 42 f 1 100", "0644 0 42 f 1 200", was, now)
