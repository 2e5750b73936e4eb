"""An SSH server that answers the collector from recorded evidence.

It listens on loopback alone, knows one key, and runs nothing: the script it is sent
is read for its nonce and dropped.
"""

import contextlib
import io
import logging
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass

import paramiko
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from paramiko.common import (
    AUTH_FAILED,
    AUTH_SUCCESSFUL,
    OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED,
    OPEN_SUCCEEDED,
)

# What the auditor sends before the script: a shell says on standard error that it
# reads, then takes protocol and nonce.
_READY = re.compile(rb"\Aecho (\S+) >&2\n")
_INPUTS = re.compile(rb"^set -- (\S+) (\S+)$", re.MULTILINE)
_BYTES_READ = 65536
_MOST_BYTES = 1024 * 1024
_SECONDS = 30.0
_LOG = "audit4.demo.ssh"
# A client that hangs up in the middle is part of the show, no news.
logging.getLogger(_LOG).addHandler(logging.NullHandler())
logging.getLogger(_LOG).propagate = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host sends; `whole` is false where the line breaks after it."""

    data: bytes
    whole: bool = True


Answering = Callable[[str], Answer]
"""The recorded answer, framed anew with the nonce of this collection."""


def new_key() -> tuple[paramiko.Ed25519Key, str]:
    """A fresh key, and its text as OpenSSH writes it."""
    text = (
        Ed25519PrivateKey.generate()
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.OpenSSH,
            serialization.NoEncryption(),
        )
        .decode("ascii")
    )
    return paramiko.Ed25519Key.from_private_key(io.StringIO(text)), text


def closed_port() -> int:
    """A port of loopback on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class _Session(paramiko.ServerInterface):
    """Let one key in, and one command."""

    def __init__(self, key: paramiko.PKey) -> None:
        self._key = key
        self.asked = threading.Event()

    def get_allowed_auths(self, username: str) -> str:
        return "publickey"

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        known = key.asbytes() == self._key.asbytes()
        return AUTH_SUCCESSFUL if known else AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        if kind == "session":
            return OPEN_SUCCEEDED
        return OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED

    def check_channel_exec_request(
        self, channel: paramiko.Channel, command: bytes
    ) -> bool:
        self.asked.set()
        return True


class RecordedHost:
    """One host of the demonstration: a port, a host key and an answer.

    `answering` may be changed between two collections: the host was mended.
    """

    def __init__(self, answering: Answering, *, client_key: paramiko.PKey) -> None:
        """Listen on a free port of loopback."""
        self.answering = answering
        self.key, _ = new_key()
        self._client_key = client_key
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def known_hosts(self) -> str:
        """The host key as a line of known_hosts."""
        return (
            f"[127.0.0.1]:{self.port} {self.key.get_name()} {self.key.get_base64()}\n"
        )

    def close(self) -> None:
        """Stop listening; sessions under way end by themselves."""
        # Closing alone does not wake a thread that waits in accept.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._talk, args=(client,), daemon=True).start()

    def _talk(self, client: socket.socket) -> None:
        transport = paramiko.Transport(client)
        transport.set_log_channel(_LOG)
        transport.add_server_key(self.key)
        session = _Session(self._client_key)
        with contextlib.suppress(paramiko.SSHException, OSError, EOFError):
            transport.start_server(server=session)
            channel = transport.accept(_SECONDS)
            if channel and session.asked.wait(_SECONDS) and self._answer(channel):
                # What the client still sends must find somebody, or the kernel
                # drops what it has not read yet.
                transport.join(_SECONDS)
        transport.close()

    def _answer(self, channel: paramiko.Channel) -> bool:
        """Answer one script; whether the line is to be left whole."""
        channel.settimeout(_SECONDS)
        told = b""
        while len(told) < _MOST_BYTES and (chunk := channel.recv(_BYTES_READ)):
            told += chunk
        if ready := _READY.search(told):
            channel.sendall_stderr(ready[1] + b"\n")
        if not (inputs := _INPUTS.search(told)):
            channel.send_exit_status(2)
            channel.close()
            return True
        answer = self.answering(inputs[2].decode("ascii"))
        channel.sendall(answer.data)
        if answer.whole:
            channel.send_exit_status(0)
            channel.close()
        return answer.whole
