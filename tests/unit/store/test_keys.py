from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from audit4.errors import Audit4Error
from audit4.store.keys import (
    fingerprint,
    init_key,
    key_directory,
    load_key,
    public_pem,
    read_public,
)


def test_a_key_is_made_once_and_kept(tmp_path: Path) -> None:
    made = init_key(tmp_path / "a" / "audit4")

    again = init_key(tmp_path / "a" / "audit4")

    assert fingerprint(made.public_key()) == fingerprint(again.public_key())


def test_only_its_owner_may_read_the_key(tmp_path: Path) -> None:
    init_key(tmp_path)

    assert (tmp_path / "signing.key").stat().st_mode & 0o777 == 0o600


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    init_key(tmp_path)
    (tmp_path / "signing.key").chmod(0o640)

    with pytest.raises(Audit4Error, match="chmod 600"):
        load_key(tmp_path)


def test_no_key_is_none(tmp_path: Path) -> None:
    assert load_key(tmp_path) is None


@pytest.mark.parametrize("content", [b"", b"rubbish", b"-----BEGIN PRIVATE KEY-----"])
def test_what_is_no_key_is_refused_and_not_written_over(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "signing.key").write_bytes(content)
    (tmp_path / "signing.key").chmod(0o600)

    with pytest.raises(Audit4Error, match="not a private key"):
        init_key(tmp_path)

    assert (tmp_path / "signing.key").read_bytes() == content


def test_the_public_half_can_be_given_away_and_read(tmp_path: Path) -> None:
    made = init_key(tmp_path)

    public = read_public(tmp_path / "signing.pub")

    assert public_pem(public) == public_pem(made.public_key())
    assert fingerprint(public).startswith("SHA256:")
    assert len(fingerprint(public)) == len("SHA256:") + 43


def test_another_kind_of_public_key_is_refused(tmp_path: Path) -> None:
    other = X25519PrivateKey.generate().public_key()
    (tmp_path / "x.pub").write_bytes(public_pem(other))  # type: ignore[arg-type]

    with pytest.raises(Audit4Error, match="not an Ed25519 key"):
        read_public(tmp_path / "x.pub")
    with pytest.raises(Audit4Error, match="not a public key"):
        read_public(tmp_path / "none.pub")


def test_keys_differ() -> None:
    one, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()

    assert fingerprint(one.public_key()) != fingerprint(other.public_key())


@pytest.mark.parametrize(
    ("value", "expected"),
    [("/x/y", "/x/y/audit4"), ("", "/h/.config/audit4"), ("rel", "/h/.config/audit4")],
)
def test_the_key_lies_where_xdg_says(value: str, expected: str) -> None:
    environ = {"XDG_CONFIG_HOME": value} if value else {}

    assert key_directory(environ, Path("/h")) == Path(expected)
