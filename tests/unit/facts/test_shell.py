from hypothesis import given
from hypothesis import strategies as st

from audit4.facts.shell import SHELL_TIMEOUTS, timeouts_in
from audit4.testing import evidence
from tests.checks.layer1_onsite.literals import captured, shell_host


def test_debians_own_profile_sets_no_timeout() -> None:
    text = captured("debian12", SHELL_TIMEOUTS.probes[0])

    assert evidence(shell_host(text)).fact(SHELL_TIMEOUTS).effective is None


def test_a_later_file_has_the_last_word() -> None:
    found = evidence(shell_host("TMOUT=60\n", "TMOUT=900\n")).fact(SHELL_TIMEOUTS)

    assert found.effective is not None
    assert (found.effective.path, found.effective.seconds) == (
        "/etc/profile.d/site.sh",
        900,
    )


def test_the_first_read_only_value_stays() -> None:
    host = shell_host("readonly TMOUT=60\n", "TMOUT=900\n")

    found = evidence(host).fact(SHELL_TIMEOUTS).effective

    assert found is not None
    assert found.seconds == 60


def test_what_follows_a_condition_is_certain_again() -> None:
    (inside, after) = timeouts_in("p", "if a; then TMOUT=1; fi\nTMOUT=2\n")

    assert (inside.conditional, after.conditional) == (True, False)


@given(st.text(alphabet="TMOUT=0123 \n;&|{}()#fi readonly'\"", max_size=200))
def test_no_text_breaks_the_parser(text: str) -> None:
    assert all(t.seconds >= 0 for t in timeouts_in("p", text))
