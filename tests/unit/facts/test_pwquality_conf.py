import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit4.evidence import ItemStatus
from audit4.facts.pam import PAM, PWQUALITY_D
from audit4.facts.pam_quality import quality_of
from audit4.facts.pwquality_conf import read_quality
from audit4.testing import evidence
from tests.checks.layer1_onsite.literals import packages_host, pam_host, password_stack

NOW = (1, 4, 5)


# Each as libpwquality 1.4.5 of Debian 12 reads it, asked through its own library.
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("minlen 14\n", {"minlen": "14"}),
        ("MINLEN = 14\n", {"minlen": "14"}),
        ("minlen=14 # why\n", {"minlen": "14"}),
        ("minlen = 14\nminlen = 10\n", {"minlen": "10"}),
        ("bogus = 3\nminlen = 14\n", {}),
        ("minlen = 14\nbogus=1\nminclass = 4\n", {"minlen": "14"}),
        ("minlen = 14x\nminclass = 4\n", {}),
        ("minlen==14\n", {}),
        ("enforcing\nminlen = 14\n", {}),
        ("enforce_for_root\n", {"enforce_for_root": ""}),
    ],
)
def test_reading_stops_at_what_is_not_understood(
    text: str, told: dict[str, str]
) -> None:
    assert read_quality(text, (), NOW) == told


def test_a_bad_drop_in_keeps_the_file_from_being_read() -> None:
    assert read_quality("minlen = 14\n", ["bogus = 1\n"], NOW) == {}


def test_release_1_2_knows_no_drop_ins() -> None:
    told = read_quality("minlen = 14\n", ["minclass = 4\n"], (1, 2, 3))

    assert told == {"minlen": "14"}


def test_release_1_4_0_takes_enforce_for_root_as_an_argument_only() -> None:
    text = "minlen = 14\nenforce_for_root\nminclass = 4\n"

    assert read_quality(text, (), (1, 4, 0)) == {"minlen": "14"}
    assert read_quality(text, (), (1, 4, 1))["minclass"] == "4"


def test_the_installed_package_says_which_release_it_is() -> None:
    line = "password requisite pam_pwquality.so retry=3"
    host = {
        **pam_host(common_password=password_stack(line)),
        **packages_host("libpam-pwquality 1.2.3-1"),
        PWQUALITY_D: {"/etc/security/pwquality.conf.d/a.conf": "minclass = 4\n"},
    }

    found = quality_of(evidence(host).fact(PAM), "passwd")

    assert found is not None
    assert (found.length, found.classes, found.get("difok")) == (5, 0, 5)


def test_debian_12_reads_no_pwhistory_conf() -> None:
    host = pam_host(history="remember = 24\n")

    old = evidence({**host, **packages_host("libpam-modules 1.5.2-6")}).fact(PAM)
    new = evidence({**host, **packages_host("libpam-modules 1.7.0-5")}).fact(PAM)

    assert (old.conf["pwhistory"], new.conf["pwhistory"]) == ({}, {"remember": "24"})


def test_without_a_package_list_a_current_release_is_assumed() -> None:
    host = pam_host(ItemStatus.ABSENT, history="remember = 24\n")

    assert evidence(host).fact(PAM).conf["pwhistory"] == {"remember": "24"}


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_text_breaks_the_reader(main: str, drop_in: str) -> None:
    read_quality(main, [drop_in], NOW)
