import getpass
from pathlib import Path

import pytest

from audit4.errors import Audit4Error
from audit4.transport.adhoc import resolve


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    (tmp_path / ".ssh").mkdir()
    return tmp_path / ".ssh"


@pytest.mark.parametrize(
    ("spec", "user", "address", "port"),
    [
        ("web", getpass.getuser(), "web", 22),
        ("kt@10.0.0.5", "kt", "10.0.0.5", 22),
        ("kt@10.0.0.5:2222", "kt", "10.0.0.5", 2222),
        ("kt@[fe80::1%eth0]:2222", "kt", "fe80::1%eth0", 2222),
        ("[::1]", getpass.getuser(), "::1", 22),
    ],
)
def test_what_a_person_types(spec: str, user: str, address: str, port: int) -> None:
    target, notes = resolve(spec)

    assert (target.user, target.address, target.port) == (user, address, port)
    assert notes == ()


@pytest.mark.parametrize(
    "spec", ["", "@web", "a@b@c", "web:", "web:x", "we b", "::1", "web:123456", "a@"]
)
def test_what_is_no_host_is_refused(spec: str) -> None:
    with pytest.raises(Audit4Error, match="user@"):
        resolve(spec)


def test_a_jump_is_followed_with_its_own_user_and_key(home: Path) -> None:
    (home / "gatekey").touch()
    (home / "config").write_text(
        f"Host web\n ProxyJump gate\nHost gate\n HostName 203.0.113.9\n User g\n"
        f" IdentityFile {home}/gatekey\n ProxyCommand x\n"
    )

    target, notes = resolve("kt@web")

    (hop,) = target.jump
    assert (hop.address, hop.user, hop.key) == ("203.0.113.9", "g", f"{home}/gatekey")
    assert notes == ("ProxyCommand is not followed",)


def test_jumps_in_a_circle_are_refused(home: Path) -> None:
    (home / "config").write_text("Host a\n ProxyJump b\nHost b\n ProxyJump a\n")

    with pytest.raises(Audit4Error, match="circle"):
        resolve("a")


def test_the_named_key_goes_before_the_configured_before_the_usual(home: Path) -> None:
    (home / "id_rsa").touch()
    (home / "conf").touch()

    usual, _ = resolve("web")
    (home / "config").write_text(
        f"IdentityFile {home}/none\nIdentityFile {home}/conf\n"
    )
    configured, _ = resolve("web")
    named, _ = resolve("web", key="/k")

    keys = [t.key for t in (usual, configured, named)]
    assert keys == [f"{home}/id_rsa", f"{home}/conf", "/k"]


def test_without_any_key_the_agent_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_AUTH_SOCK", "/run/agent")

    target, _ = resolve("web")

    assert target.agent
    assert target.key is None
