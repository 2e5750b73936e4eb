"""The key that signs manifests: made once, kept outside the workspace."""

import base64
import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from audit4.errors import Audit4Error

_NAME = "signing.key"
_OTHERS = 0o077


def key_directory(environ: Mapping[str, str], home: Path) -> Path:
    """Where the user's key lies: `audit4` below the XDG configuration directory."""
    base = environ.get("XDG_CONFIG_HOME", "")
    # The XDG specification has relative paths ignored.
    root = Path(base) if base.startswith("/") else home / ".config"
    return root / "audit4"


def init_key(directory: Path) -> Ed25519PrivateKey:
    """The key in `directory`, made if there is none; readable by its owner alone.

    Beside it stands `signing.pub`, which may be given to whoever verifies.

    Raises:
        Audit4Error: there is a key, but it cannot be used.
    """
    if key := load_key(directory):
        return key
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = Ed25519PrivateKey.generate()
    private = made.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    try:
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY
        handle = os.open(directory / _NAME, flags, 0o600)
    except FileExistsError:
        # Another process was faster; a key is never written over.
        return init_key(directory)
    with os.fdopen(handle, "wb") as file:
        file.write(private)
    (directory / "signing.pub").write_bytes(public_pem(made.public_key()))
    return made


def load_key(directory: Path) -> Ed25519PrivateKey | None:
    """The key in `directory`; None where there is none.

    Raises:
        Audit4Error: others may read it, or it is no Ed25519 key.
    """
    path = directory / _NAME
    if not path.exists():
        return None
    if path.stat().st_mode & _OTHERS:
        raise Audit4Error(f"{path} may be read by others: chmod 600 it")
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise Audit4Error(f"{path} is not a private key") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise Audit4Error(f"{path} is not an Ed25519 key")
    return key


def read_public(path: Path) -> Ed25519PublicKey:
    """The public key in a PEM file.

    Raises:
        Audit4Error: the file is missing or holds no Ed25519 public key.
    """
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise Audit4Error(f"{path} is not a public key: {error}") from None
    if not isinstance(key, Ed25519PublicKey):
        raise Audit4Error(f"{path} is not an Ed25519 key")
    return key


def public_pem(key: Ed25519PublicKey) -> bytes:
    """The public key as PEM."""
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def fingerprint(key: Ed25519PublicKey) -> str:
    """The public key's SHA-256 in the spelling that OpenSSH uses for its keys."""
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    digest = base64.b64encode(hashlib.sha256(raw).digest()).decode()
    return f"SHA256:{digest.rstrip('=')}"
