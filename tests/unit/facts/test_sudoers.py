import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit4.evidence import Reason, Undetermined
from audit4.facts import sudoers
from audit4.facts.sudoers import SUDOERS, Sudoers, SudoGrant
from audit4.testing import evidence
from tests.checks.layer1_onsite.literals import captured, sudo_host


def read(*lines: str) -> Sudoers:
    return evidence(sudo_host(*lines)).fact(SUDOERS)


def site(*lines: str) -> list[SudoGrant]:
    return [g for g in read(*lines).grants if g.file == "/etc/sudoers.d/site"]


@pytest.mark.parametrize(
    ("system", "use_pty"), [("debian11", None), ("debian12", True), ("debian13", True)]
)
def test_reads_what_debian_ships(system: str, use_pty: bool | None) -> None:  # noqa: FBT001
    host = sudo_host(
        main=captured(system, sudoers.MAIN), version=captured(system, sudoers.VERSION)
    )

    found = evidence(host).fact(SUDOERS)

    assert [(g.who, g.runas, g.command) for g in found.grants] == [
        ("root", "ALL:ALL", "ALL"),
        ("%sudo", "ALL:ALL", "ALL"),
    ]
    assert found.option("use_pty") is use_pty
    assert found.option("timestamp_timeout") == "15.0"
    assert found.unclear == ()


def test_target_and_tags_hold_for_the_commands_after_them() -> None:
    first, second, third = site(
        "lan web = (www-data) NOPASSWD: /bin/a, NOEXEC: /bin/b x, PASSWD: /bin/c"
    )

    assert {g.runas for g in (first, second, third)} == {"www-data"}
    assert first.tags == {"NOPASSWD"}
    assert second.tags == {"NOPASSWD", "NOEXEC"}
    assert third.tags == {"PASSWD", "NOEXEC"}
    assert second.command == "/bin/b x"


def test_aliases_are_expanded_and_negated() -> None:
    grants = site(
        "User_Alias A = lan, binh : B = A, %ops",
        "Cmnd_Alias SHELLS = /bin/sh, /bin/bash",
        "B ALL = ALL, !SHELLS",
    )

    assert grants[0].users == ("lan", "binh", "%ops")
    assert [g.command for g in grants] == ["ALL", "!/bin/sh", "!/bin/bash"]


def test_digests_bind_one_command_each() -> None:
    one, two = site(f"lan ALL = sha224:{'a' * 56}, sha256:{'b' * 64} /bin/a, /bin/b")

    assert one.digests == (f"sha224:{'a' * 56}", f"sha256:{'b' * 64}")
    assert (one.command, two.command, two.digests) == ("/bin/a", "/bin/b", ())


def test_options_and_escapes_do_not_confuse_the_command() -> None:
    (grant,) = site(r"lan ALL = (root) TIMEOUT=5m CWD=/srv /bin/a x\,y\=z")

    assert grant.command == r"/bin/a x\,y\=z"


def test_several_hosts_in_one_line_are_several_grants() -> None:
    grants = site("lan web = /bin/a : db, log = /bin/b")

    assert [(g.hosts, g.command) for g in grants] == [
        (("web",), "/bin/a"),
        (("db", "log"), "/bin/b"),
    ]


def test_defaults_keep_their_scope_and_the_last_word() -> None:
    found = read(
        "Defaults env_keep += LANG, !lecture, passwd_tries=3",
        "Defaults:lan !authenticate",
        "Defaults passwd_tries=2",
    )

    assert found.option("passwd_tries") == "2"
    assert found.option("lecture") is False
    assert [d.scope for d in found.exceptions("authenticate")] == [":lan"]


def test_an_alias_that_names_itself_ends() -> None:
    grants = site("Cmnd_Alias X = X, /bin/a", "lan ALL = X")

    assert {g.command for g in grants} == {"X", "/bin/a"}


def test_aliases_that_multiply_are_bounded() -> None:
    lines = [f"Cmnd_Alias X{n} = {', '.join([f'X{n + 1}'] * 20)}" for n in range(20)]

    with pytest.raises(Undetermined):
        read(*lines, "lan ALL = X0")


@given(st.text(max_size=300))
def test_no_text_breaks_the_parser(text: str) -> None:
    try:
        read(text)
    except Undetermined as why:
        assert why.reason is Reason.UNPARSEABLE  # noqa: PT017


@pytest.mark.parametrize("version", ["", "\x00\x07\n", "command not found\n"])
def test_what_sudo_cannot_have_said_of_itself_is_no_answer(version: str) -> None:
    with pytest.raises(Undetermined, match="sudo -V"):
        evidence(sudo_host(version=version)).fact(SUDOERS)


def test_sudo_rs_is_a_sudo() -> None:
    found = evidence(sudo_host(version="sudo-rs 0.2.5\n")).fact(SUDOERS)

    assert found.option("use_pty") is True
