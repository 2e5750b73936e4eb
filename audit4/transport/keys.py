"""The one key or password that a login uses, found by reference."""

import base64
import binascii
import os
import socket
from pathlib import Path

import paramiko
from paramiko.agent import AgentKey, AgentSSH
from paramiko.ssh_exception import PasswordRequiredException, SSHException

from audit4.transport.base import Failure, Target
from audit4.transport.kinds import Kind
from audit4.transport.references import secret

_CLASSES = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)
_AGENT_SECONDS = 10


def load_key(target: Target) -> paramiko.PKey:
    """The private key of a target, with its certificate.

    A certificate that happens to lie beside the key is not picked up: an expired
    one would cost a refused login.

    Raises:
        Failure: the key cannot be read, or wants a passphrase.
    """
    path = Path(target.key or "").expanduser()
    if path.suffix == ".pub":
        raise Failure(Kind.AGENT, f"does not hold {path}")
    key = _read_key(path, secret(target.passphrase_env))
    if target.certificate:
        certificate = Path(target.certificate).expanduser()
        try:
            key.load_certificate(certificate.read_text())
        except (OSError, ValueError, SSHException) as error:
            raise Failure(Kind.KEY_UNREADABLE, f"{certificate}: {error}") from error
    return key


def _read_key(path: Path, passphrase: str | None) -> paramiko.PKey:
    for kind in _CLASSES:
        try:
            return kind.from_private_key_file(str(path), passphrase)
        except PasswordRequiredException as error:
            raise Failure(Kind.KEY_ENCRYPTED, str(path)) from error
        except (OSError, UnicodeDecodeError) as error:
            raise Failure(Kind.KEY_UNREADABLE, f"{path}: {error}") from error
        except (SSHException, ValueError):
            continue
    raise Failure(Kind.KEY_UNREADABLE, f"{path}: no key, or a wrong passphrase")


class Agent(AgentSSH):
    """A connection to an ssh-agent at a given socket, for one login."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(_AGENT_SECONDS)
        try:
            self.socket.connect(path)
            self._connect(self.socket)  # type: ignore[attr-defined]  # not in the stubs
        except (OSError, SSHException) as error:
            self.socket.close()
            raise Failure(Kind.AGENT, f"{path}: {error}") from error

    def close(self) -> None:
        """Hang up; keys taken from this agent sign no more."""
        self._close()  # type: ignore[attr-defined]  # not in the stubs

    def choose(self, wanted: bytes | None) -> AgentKey | None:
        """The key with this public blob, or with None the only one there is.

        Raises:
            Failure: several are there and none is named. Each key offered in vain
                would count as a failed login.
        """
        held = [k for k in self.get_keys() if wanted in (None, k.blob)]
        if wanted is None and len(held) != 1:
            raise Failure(Kind.AGENT, f"{len(held)} keys, and none named")
        return held[0] if held else None


def open_agent(target: Target) -> Agent:
    """The agent that a target names, or the session's own."""
    path = target.agent_socket or os.environ.get("SSH_AUTH_SOCK")
    if not path:
        raise Failure(Kind.AGENT, "SSH_AUTH_SOCK is not set")
    return Agent(path)


def public_blob(target: Target) -> bytes | None:
    """The public half of the key that a target names, as the agent knows it."""
    if target.key is None:
        return None
    path = Path(target.key).expanduser()
    public = path if path.suffix == ".pub" else path.with_name(path.name + ".pub")
    try:
        return base64.b64decode(public.read_text().split()[1])
    except (OSError, UnicodeDecodeError, IndexError, binascii.Error) as error:
        raise Failure(Kind.KEY_UNREADABLE, f"{public}: {error}") from error
