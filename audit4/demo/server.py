"""An SSH server that answers the collector from recorded evidence.

It listens on loopback alone, knows one user and one key, and runs nothing: the
script it is sent is read for its nonce and dropped.
"""

import contextlib
import re
import socket
import threading
from collections.abc import Callable

import paramiko

_INPUTS = re.compile(rb"^set -- (\S+) (\S+)$", re.MULTILINE)
_BYTES_READ = 65536
_SECONDS = 30.0

Answer = Callable[[str], bytes]
"""The recorded answer, framed anew with the nonce of this collection."""


class _Session(paramiko.ServerInterface):
    """Let one key in, and one command."""

    def __init__(self, key: paramiko.PKey) -> None:
        self._key = key
        self.asked = threading.Event()

    def get_allowed_auths(self, username: str) -> str:
        return "publickey"

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        known = key.asbytes() == self._key.asbytes()
        return paramiko.AUTH_SUCCESSFUL if known else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        if kind == "session":
            return paramiko.OPEN_SUCCEEDED
        return paramiko.OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED

    def check_channel_exec_request(
        self, channel: paramiko.Channel, command: bytes
    ) -> bool:
        self.asked.set()
        return True


class RecordedHost:
    """One host of the demonstration: an address, a host key and an answer."""

    def __init__(
        self, address: str, answer: Answer, *, client_key: paramiko.PKey
    ) -> None:
        """Listen on a free port of a loopback address."""
        self.answer = answer
        self.key = paramiko.Ed25519Key.generate()
        self._client_key = client_key
        self._listener = socket.create_server((address, 0))
        self.address, self.port = self._listener.getsockname()
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Stop listening; sessions under way end by themselves."""
        self._listener.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._talk, args=(client,), daemon=True).start()

    def _talk(self, client: socket.socket) -> None:
        transport = paramiko.Transport(client)
        transport.add_server_key(self.key)
        session = _Session(self._client_key)
        with contextlib.suppress(paramiko.SSHException, OSError, EOFError):
            transport.start_server(server=session)
            channel = transport.accept(_SECONDS)
            if channel and session.asked.wait(_SECONDS):
                self._answer(channel)
        transport.close()

    def _answer(self, channel: paramiko.Channel) -> None:
        channel.settimeout(_SECONDS)
        told = b""
        while chunk := channel.recv(_BYTES_READ):
            told += chunk
        found = _INPUTS.search(told)
        if found:
            channel.sendall(self.answer(found[2].decode("ascii")))
        channel.send_exit_status(0 if found else 2)
        channel.close()
