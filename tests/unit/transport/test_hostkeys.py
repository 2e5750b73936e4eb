import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from audit4.transport.base import Failure, HostKey
from audit4.transport.hostkeys import parse, read, replace_key, retire, trust
from audit4.transport.kinds import Kind

ONE = HostKey("ssh-ed25519", "T05F")
TWO = HostKey("ssh-ed25519", "VFdP")
OTHER_TYPE = HostKey("ecdsa-sha2-nistp256", "RUNE")


def kind_of(text: str, name: str, key: HostKey) -> Kind | None:
    try:
        parse(text).verify(name, key)
    except Failure as why:
        return why.kind
    return None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("web1 ssh-ed25519 T05F", "web1"),
        ("WEB1 ssh-ed25519 T05F chú thích", "web1"),
        ("a,web1,b ssh-ed25519 T05F", "web1"),
        ("web* ssh-ed25519 T05F", "web17"),
        ("web? ssh-ed25519 T05F", "web1"),
        ("[10.0.0.1]:2222 ssh-ed25519 T05F", "[10.0.0.1]:2222"),
        ("  web1\tssh-ed25519\tT05F  ", "web1"),
        ("@cert-authority * ssh-ed25519 VFdP\nweb1 ssh-ed25519 T05F", "web1"),
        ("web1 ssh-dss VFdP\nweb1 ssh-ed25519 T05F", "web1"),
    ],
)
def test_a_pinned_key_is_believed(line: str, name: str) -> None:
    assert kind_of(line, name, ONE) is None


@pytest.mark.parametrize(
    "line",
    [
        "",
        "# web1 ssh-ed25519 T05F",
        "web1 ssh-ed25519",
        "web1 ssh-ed25519 not*base64",
        "web2 ssh-ed25519 T05F",
        "web*,!web1 ssh-ed25519 T05F",
        "[web1]:2222 ssh-ed25519 T05F",
        "[w]eb1 ssh-ed25519 T05F",
        "@cert-authority * ssh-ed25519 T05F",
        "@unheard-of web1 ssh-ed25519 T05F",
        "|1|rubbish ssh-ed25519 T05F",
        "|1|a|b|c|d ssh-ed25519 T05F",
        "\x00\xff\x1b",
    ],
)
def test_what_does_not_pin_the_host_leaves_its_key_unknown(line: str) -> None:
    assert kind_of(line, "web1", ONE) is Kind.HOST_KEY_UNKNOWN


@pytest.mark.parametrize("key", [TWO, OTHER_TYPE])
def test_any_other_key_of_a_pinned_host_is_a_change(key: HostKey) -> None:
    assert kind_of("web1 ssh-ed25519 T05F", "web1", key) is Kind.HOST_KEY_CHANGED


@pytest.mark.parametrize("order", [1, -1])
def test_revoked_wins_wherever_it_stands(order: int) -> None:
    lines = ["web1 ssh-ed25519 T05F", "@revoked * ssh-ed25519 T05F"][::order]

    assert kind_of("\n".join(lines), "web1", ONE) is Kind.HOST_KEY_REVOKED


def test_a_key_revoked_for_another_host_is_still_good_here() -> None:
    text = "web1 ssh-ed25519 T05F\n@revoked db* ssh-ed25519 T05F"

    assert kind_of(text, "web1", ONE) is None


@pytest.mark.needs("ssh-keygen")
def test_hashed_names_as_ssh_keygen_writes_them_match(tmp_path: Path) -> None:
    path = tmp_path / "known_hosts"
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "k")],
        check=True,
    )
    kind, blob, *_ = (tmp_path / "k.pub").read_text().split()
    path.write_text(f"[10.0.0.1]:2222 {kind} {blob}\n")
    subprocess.run(
        [str(shutil.which("ssh-keygen")), "-H", "-f", str(path)],
        check=True,
        capture_output=True,
    )
    assert path.read_text().startswith("|1|")

    read(path).verify("[10.0.0.1]:2222", HostKey(kind, blob))

    assert read(path).keys("[10.0.0.2]:2222") == ()
    assert retire(path, "[10.0.0.1]:2222")
    assert path.read_text() == ""


def test_trust_appends_once_with_mode_0600(tmp_path: Path) -> None:
    path = tmp_path / "known_hosts"
    path.write_text("# của phòng CNTT\nold ssh-ed25519 VFdP")

    trust(path, "web1", ONE)
    trust(path, "web1", ONE)

    assert path.read_text().splitlines() == [
        "# của phòng CNTT",
        "old ssh-ed25519 VFdP",
        "web1 ssh-ed25519 T05F",
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["known_hosts"]


def test_trust_never_replaces_a_key(tmp_path: Path) -> None:
    path = tmp_path / "known_hosts"
    trust(path, "web1", ONE)

    with pytest.raises(Failure) as caught:
        trust(path, "web1", TWO)

    assert caught.value.kind is Kind.HOST_KEY_CHANGED
    assert read(path).keys("web1") == (ONE,)


def test_replace_forgets_the_old_key_and_keeps_the_neighbours(tmp_path: Path) -> None:
    path = tmp_path / "known_hosts"
    path.write_text("web1,web2 ssh-ed25519 T05F\n@revoked web1 ssh-ed25519 RUNE\n")

    replace_key(path, "web1", TWO)

    assert path.read_text().splitlines() == [
        "web2 ssh-ed25519 T05F",
        "@revoked web1 ssh-ed25519 RUNE",
        "web1 ssh-ed25519 VFdP",
    ]


def test_a_revoked_key_can_be_neither_trusted_nor_put_in_place(tmp_path: Path) -> None:
    path = tmp_path / "known_hosts"
    path.write_text("@revoked * ssh-ed25519 T05F\n")

    for change in (trust, replace_key):
        with pytest.raises(Failure) as caught:
            change(path, "web1", ONE)
        assert caught.value.kind is Kind.HOST_KEY_REVOKED


def test_retire_tells_whether_there_was_a_key(tmp_path: Path) -> None:
    path = tmp_path / "known_hosts"
    trust(path, "web1", ONE)

    assert retire(path, "web1")
    assert not retire(path, "web1")
    assert read(path).keys("web1") == ()


def test_a_failed_rewrite_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "known_hosts"
    trust(path, "web1", ONE)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        trust(path, "web2", TWO)

    assert read(path).keys("web1") == (ONE,)
    assert [p.name for p in tmp_path.iterdir()] == ["known_hosts"]


def test_a_file_that_is_not_there_knows_nobody(tmp_path: Path) -> None:
    assert read(tmp_path / "none").entries == ()
