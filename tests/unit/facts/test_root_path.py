from hypothesis import given
from hypothesis import strategies as st

from audit4.evidence import Reason, Undetermined
from audit4.facts.root_path import ROOT_PATH, RootPath
from audit4.testing import evidence
from tests.checks.layer1_onsite.test_root_path import host


def told(profile: str) -> RootPath:
    return evidence(host(profile)).fact(ROOT_PATH)


def test_each_entry_is_told_with_the_file_that_names_it_first() -> None:
    found = told("PATH=/usr/sbin:/usr/bin\nPATH=$PATH:/usr/bin\n")

    assert [(f.path, f.place) for f in found.folders] == [
        ("/usr/sbin", "/etc/profile"),
        ("/usr/bin", "/etc/profile"),
    ]


def test_what_stood_there_before_is_no_entry() -> None:
    found = told('PATH="${PATH}:/usr/bin"\nPATH=/usr/bin${PATH:+:$PATH}\nexport PATH\n')

    assert [f.path for f in found.folders] == ["/usr/bin"]
    assert not found.relative
    assert not found.untold


def test_other_names_that_end_in_path_are_not_meant() -> None:
    assert not told("MANPATH=.\nLD_LIBRARY_PATH=:.\n").relative


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        told(f"PATH={text}\n{text}\n")
    except Undetermined as why:
        assert why.reason is Reason.NOT_COLLECTED  # noqa: PT017
