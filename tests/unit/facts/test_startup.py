from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit4.facts import shell
from audit4.facts.startup import UNTOLD, Startup, mask_of
from tests.checks.layer1_onsite.literals import captured

# Laid out as /etc/profile of RHEL 7 and 8.
RHEL = """\
pathmunge () {
    case ":${PATH}:" in
        *:"$1":*)
            ;;
        *)
            PATH=$1:$PATH
    esac
}
if [ $UID -gt 199 ] && [ "`id -gn`" = "`id -un`" ]; then
    umask A
else
    umask B
fi
for i in /etc/profile.d/*.sh ; do
    if [ -r "$i" ]; then
        . "$i" >/dev/null
    fi
done
"""


def masks(profile: str, others: Mapping[str, str] | None = None) -> set[int | None]:
    texts = {"/etc/profile": profile, **(others or {})}
    return set(Startup(texts=texts).umasks("/etc/profile"))


def rhel(a: str, b: str) -> str:
    return RHEL.replace("A\n", f"{a}\n", 1).replace("B\n", f"{b}\n", 1)


def test_both_branches_of_a_condition_are_possible() -> None:
    assert masks(rhel("002", "022")) == {0o002, 0o022}
    assert masks(rhel("027", "027")) == {0o027}


def test_a_drop_in_is_read_where_the_loop_stands() -> None:
    drop_in = {"/etc/profile.d/x.sh": "umask 027\n"}

    assert masks(rhel("002", "022"), drop_in) == {0o027}
    assert masks(f"{rhel('002', '022')}umask 077\n", drop_in) == {0o077}


@pytest.mark.parametrize("system", ["debian11", "debian12", "debian13"])
def test_debians_profile_reads_bashrc_then_the_drop_ins(system: str) -> None:
    profile = captured(system, shell.PROFILE)
    bashrc = {"/etc/bash.bashrc": "umask 022\n"}

    assert masks(profile) == {None}
    assert masks(profile, bashrc) == {0o022}
    assert masks(profile, {**bashrc, "/etc/profile.d/a.sh": "umask 027\n"}) == {0o027}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("if true; then\n umask 027\nfi\n", {None, 0o027}),
        ("[ `umask` -eq 0 ] && umask 022\n", {None}),
        ("umask 027 && true\n", {0o027}),
        ("case $- in\n *i*) umask 027 ;;\n *) umask 022;;\nesac\n", {0o027, 0o022}),
        ("case $- in\n *i*) umask 027 ;;\nesac\n", {None, 0o027}),
        ("loose() {\n umask 000\n}\numask 027\n", {0o027}),
        ("umask -S\numask\n# umask 000\n", {None}),
        ("umask 022; umask 027\n", {0o027}),
        ("fi\n}\nesac\numask 027\n", {0o027}),
    ],
)
def test_what_may_not_run_leaves_the_former_one_possible(
    text: str, told: set[int | None]
) -> None:
    assert masks(text) == told


@pytest.mark.parametrize(
    ("value", "mask"),
    [
        ("027", 0o027),
        ("0027", 0o027),
        ("7", 0o007),
        ('"077"', 0o077),
        ("u=rwx,g=rx,o=", 0o027),
        ("a=rx", 0o222),
        ("g-w", UNTOLD),
        ("$X", UNTOLD),
        ("999", UNTOLD),
    ],
)
def test_masks_are_octal_or_symbolic(value: str, mask: int) -> None:
    assert mask_of(value) == mask


def test_files_that_read_each_other_come_to_an_end() -> None:
    loop = {"/etc/bash.bashrc": ". /etc/profile\n" * 9}

    assert masks(". /etc/bash.bashrc\n" * 9 + "umask 027\n", loop) == {0o027}


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    masks(text)
