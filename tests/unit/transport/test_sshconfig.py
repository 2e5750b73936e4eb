import getpass
from pathlib import Path

import pytest

from audit4.transport.sshconfig import HostConfig, lookup


def config(folder: Path, text: str, **included: str) -> Path:
    for name, content in included.items():
        (folder / name).write_text(content)
    path = folder / "config"
    path.write_text(text)
    return path


def test_what_is_followed(tmp_path: Path) -> None:
    path = config(
        tmp_path,
        """
# chú thích
Host web
    HostName=10.0.0.5
    Port 2222
    User = kiemtra
    IdentityFile "/keys/có dấu/%h_%r"
    IdentityFile /keys/second
    IdentitiesOnly yes
    IdentityAgent /run/agent
    CertificateFile /keys/web-cert.pub
    ProxyJump a@gate:2200,b
""",
    )

    found = lookup("web", path)

    assert found == HostConfig(
        hostname="10.0.0.5",
        port=2222,
        user="kiemtra",
        identity_files=("/keys/có dấu/10.0.0.5_kiemtra", "/keys/second"),
        identities_only=True,
        identity_agent="/run/agent",
        certificate="/keys/web-cert.pub",
        jump=("a@gate:2200", "b"),
    )


def test_the_first_value_counts(tmp_path: Path) -> None:
    text = "Host *.vn\n User one\nHost *\n User two\n Port 23\n"

    found = lookup("so.vn", config(tmp_path, text))

    assert (found.user, found.port) == ("one", 23)


@pytest.mark.parametrize(
    ("patterns", "matches"),
    [
        ("web", True),
        ("web db", True),
        ("w?b", True),
        ("* !web", False),
        ("!db", False),
        ("db", False),
    ],
)
def test_host_patterns(tmp_path: Path, patterns: str, *, matches: bool) -> None:
    found = lookup("web", config(tmp_path, f"Host {patterns}\n User found\n"))

    assert (found.user == "found") is matches


def test_includes_are_followed_below_the_configs_own_folder(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "2.conf").write_text("Host web\n User second\n")
    (tmp_path / "d" / "1.conf").write_text("Host web\n User first\n")

    found = lookup("web", config(tmp_path, "Include d/*.conf\nHost web\n Port 24\n"))

    assert (found.user, found.port) == ("first", 24)


def test_an_include_inside_a_host_block_holds_for_that_host_only(
    tmp_path: Path,
) -> None:
    text = "Host db\n Include extra\n Port 24\n"
    path = config(tmp_path, text, extra="Host *\n User leaked\n")

    assert lookup("web", path).user is None
    assert lookup("db", path).user == "leaked"
    assert lookup("db", path).port == 24


def test_an_include_of_itself_ends(tmp_path: Path) -> None:
    found = lookup("web", config(tmp_path, "Include config\nUser once\n"))

    assert found.user == "once"


@pytest.mark.parametrize(
    ("match", "applies"),
    [
        ("all", True),
        ("host 10.0.0.*", True),
        ("originalhost web", True),
        ("user admin", True),
        ("host 10.0.0.* user someone", False),
        ("host", False),
    ],
)
def test_match_without_commands(tmp_path: Path, match: str, *, applies: bool) -> None:
    text = f"Host web\n HostName 10.0.0.5\n User admin\nMatch {match}\n Port 24\n"

    assert (lookup("web", config(tmp_path, text)).port == 24) is applies


def test_match_exec_runs_nothing_and_says_so_once(tmp_path: Path) -> None:
    proof = tmp_path / "ran"
    text = f'Match exec "touch {proof}"\n Port 24\n' * 2

    found = lookup("web", config(tmp_path, text))

    assert found.port == 22
    assert found.notes == ("Match exec is not followed",)
    assert not proof.exists()


def test_what_would_weaken_the_host_key_is_named_once_and_not_followed(
    tmp_path: Path,
) -> None:
    text = """
StrictHostKeyChecking no
UserKnownHostsFile /dev/null
ProxyCommand nc %h %p
Host *
 StrictHostKeyChecking accept-new
"""

    found = lookup("web", config(tmp_path, text))

    assert found.notes == (
        "StrictHostKeyChecking is not followed",
        "UserKnownHostsFile is not followed",
        "ProxyCommand is not followed",
    )
    assert found.jump == ()


@pytest.mark.parametrize(
    "text",
    ['User "unfinished\n', "Port many\n", "User\n", "\x00\x01\x02\n", "Match\n x\n"],
)
def test_garbage_is_never_fatal(tmp_path: Path, text: str) -> None:
    found = lookup("web", config(tmp_path, text))

    assert (found.hostname, found.port) == ("web", 22)


def test_tokens_and_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/kt")
    text = "HostName %h.so.vn\nIdentityFile ~/%n-%u-%p-%%-%x\n"

    found = lookup("web", config(tmp_path, text))

    assert found.hostname == "web.so.vn"
    assert found.identity_files == (f"/home/kt/web-{getpass.getuser()}-22-%-%x",)


def test_no_file_says_nothing(tmp_path: Path) -> None:
    assert lookup("web", tmp_path / "none") == HostConfig(hostname="web")


def test_none_undoes_a_jump(tmp_path: Path) -> None:
    text = "Host web\n ProxyJump none\nHost *\n ProxyJump gate\n"

    assert lookup("web", config(tmp_path, text)).jump == ()
