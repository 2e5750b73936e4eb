"""From an address to a logged-in SSH connection, each step bounded and classified.

paramiko's Transport is used directly: SSHClient tries several keys and methods, and
loses what a server says instead of its greeting.
"""

import errno
import logging
import socket
import time
from dataclasses import dataclass

import paramiko
from paramiko.ssh_exception import (
    AuthenticationException,
    BadAuthenticationType,
    ChannelException,
    IncompatiblePeer,
    SSHException,
)

from audit4.transport.base import Failure, HostKey, Target
from audit4.transport.hostkeys import KnownHosts
from audit4.transport.keys import load_key, open_agent, public_blob
from audit4.transport.kinds import Kind
from audit4.transport.references import secret

# Failures are told as Failure; without a handler Python prints paramiko's own log.
logging.getLogger("paramiko").addHandler(logging.NullHandler())

_HEAD = 512
_KEEP_ALIVE = 15
_NO_ROUTE = {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN}
_RSA = ("rsa-sha2-512", "rsa-sha2-256")
Stream = socket.socket | paramiko.Channel


class Tap:
    """A socket for paramiko that remembers how the other side began."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.head = b""

    def recv(self, size: int) -> bytes:
        """Receive, keeping the first bytes ever received."""
        data = self._stream.recv(size)
        if len(self.head) < _HEAD:
            self.head += data[: _HEAD - len(self.head)]
        return data

    def send(self, data: bytes) -> int:
        """Send as a socket does."""
        return self._stream.send(data)

    def settimeout(self, seconds: float | None) -> None:
        """Set the time-out as a socket does."""
        self._stream.settimeout(seconds)

    def hang_up(self) -> None:
        """End both directions, which wakes a thread that waits to receive."""
        try:
            self._stream.shutdown(socket.SHUT_RDWR)
        except (OSError, EOFError, SSHException):
            return

    def close(self) -> None:
        """Close as a socket does."""
        self._stream.close()

    @property
    def _closed(self) -> bool:
        """What paramiko asks of sockets and of its own channels alike."""
        return bool(getattr(self._stream, "_closed", False))


@dataclass(frozen=True, slots=True)
class Link:
    """A connection: proven host key, and login if one was made."""

    transport: paramiko.Transport
    tap: Tap
    host_key: HostKey

    @property
    def alive(self) -> bool:
        """Whether the connection still stands, as far as is known."""
        return self.transport.is_active()

    def close(self) -> None:
        """Hang up at once; paramiko alone would wait for its thread's next tick."""
        self.tap.hang_up()
        self.transport.close()
        self.tap.close()


def dial(
    target: Target,
    known: KnownHosts,
    deadline: float,
    via: paramiko.Transport | None = None,
) -> Link:
    """Connect, prove the host key, log in once with one method.

    Args:
        target: the host; its own `jump` is not looked at.
        known: whom to believe.
        deadline: on the monotonic clock.
        via: the connection to the last hop before this host.

    Raises:
        Failure: what kept it from being done.
    """
    link = shake_hands(target, known, deadline, via)
    try:
        known.verify(target.key_name, link.host_key)
        log_in(link.transport, target, deadline)
        link.transport.set_keepalive(_KEEP_ALIVE)
    except BaseException:
        link.close()
        raise
    return link


def shake_hands(
    target: Target,
    known: KnownHosts,
    deadline: float,
    via: paramiko.Transport | None = None,
) -> Link:
    """Connect and exchange keys; whether the host key is trusted is not judged."""
    left = _left(deadline, target.timeouts.connect)
    tap = Tap(_forward(target, via, left) if via else _socket(target, left))
    transport = paramiko.Transport(tap)  # type: ignore[arg-type]  # any socket-like
    transport.banner_timeout = transport.handshake_timeout = target.timeouts.banner
    _prefer_known(transport, known.keys(target.key_name))
    try:
        transport.start_client(timeout=_left(deadline, 2 * target.timeouts.banner))
        _exchanged(transport)
        key = transport.get_remote_server_key()
    except BaseException as error:
        tap.hang_up()
        transport.close()
        tap.close()
        if isinstance(error, SSHException | EOFError | OSError):
            raise _handshake_failure(error, tap.head) from error
        raise
    return Link(transport, tap, HostKey(key.get_name(), key.get_base64()))


def _exchanged(transport: paramiko.Transport) -> None:
    """start_client says nothing when its time is over."""
    if not transport.initial_kex_done:
        raise Failure(Kind.BANNER_TIMEOUT, "key exchange")


def _left(deadline: float, seconds: float) -> float:
    left = min(seconds, deadline - time.monotonic())
    if left <= 0:
        raise Failure(Kind.TOTAL_TIMEOUT)
    return left


def _socket(target: Target, seconds: float) -> socket.socket:
    try:
        return socket.create_connection((target.address, target.port), seconds)
    except socket.gaierror as error:
        raise Failure(Kind.DNS, f"{target.address}: {error.strerror}") from error
    except TimeoutError as error:
        raise Failure(Kind.CONNECT_TIMEOUT, str(target)) from error
    except (OSError, UnicodeError) as error:
        raise Failure(_connect_kind(error), f"{target}: {error}") from error


def _connect_kind(error: Exception) -> Kind:
    match getattr(error, "errno", None):
        case errno.ECONNREFUSED:
            return Kind.REFUSED
        case errno.ECONNRESET:
            return Kind.RESET
        case number if number in _NO_ROUTE:
            return Kind.NO_ROUTE
        case _:
            return Kind.DNS if isinstance(error, UnicodeError) else Kind.NO_ROUTE


def _forward(
    target: Target, via: paramiko.Transport, seconds: float
) -> paramiko.Channel:
    place = (target.address, target.port)
    try:
        return via.open_channel(
            "direct-tcpip", place, ("127.0.0.1", 0), timeout=seconds
        )
    except ChannelException as error:
        raise Failure(_forward_kind(error), f"{target}: {error.text}") from error
    except (SSHException, EOFError, OSError) as error:
        late = "Timeout" in str(error)
        kind = Kind.CONNECT_TIMEOUT if late else Kind.CUT
        raise Failure(kind, f"{target}: {error}") from error


def _forward_kind(error: ChannelException) -> Kind:
    """RFC 4254 section 5.1: 1 is administratively prohibited, the rest a failure.

    paramiko keeps the code alone, so refused and unreachable look the same here.
    """
    return Kind.FORWARD_REFUSED if error.code == 1 else Kind.BEHIND_JUMP


def _prefer_known(transport: paramiko.Transport, known: tuple[HostKey, ...]) -> None:
    """Ask first for the key types on record, or a second key would look changed."""
    options = transport.get_security_options()
    types = [t for k in known for t in (_RSA if k.type == "ssh-rsa" else (k.type,))]
    first = [t for t in types if t in options.key_types]
    options.key_types = [*first, *(t for t in options.key_types if t not in first)]


def _handshake_failure(error: Exception, head: bytes) -> Failure:
    said = head.decode(errors="replace")
    if isinstance(error, IncompatiblePeer):
        return Failure(Kind.NO_ALGORITHM, f"{said.splitlines()[0]}: {error}")
    if "MaxStartups" in said:
        return Failure(Kind.BUSY, said)
    if "Not allowed at this time" in said:
        return Failure(Kind.PENALISED, said)
    if not said:
        late = isinstance(error.__context__, TimeoutError)
        return Failure(Kind.BANNER_TIMEOUT if late else Kind.RESET)
    if "SSH-" not in said:
        return Failure(Kind.NOT_SSH, said)
    return Failure(Kind.PROTOCOL, f"{said.splitlines()[0]}: {error}")


def log_in(transport: paramiko.Transport, target: Target, deadline: float) -> None:
    """Log in with the one method that the target names, and once.

    Raises:
        Failure: the login was refused, or its means are not at hand.
    """
    transport.auth_timeout = _left(deadline, target.timeouts.auth)
    try:
        wanted = _offer(transport, target)
    except BadAuthenticationType as error:
        accepted = f"the host accepts {', '.join(error.allowed_types)}"
        raise Failure(Kind.AUTH_REFUSED, f"{target}: {accepted}") from error
    except (SSHException, EOFError, OSError) as error:
        raise Failure(_login_kind(error), f"{target}: {error}") from error
    if wanted:
        raise Failure(Kind.AUTH_PARTIAL, f"{target}: wants {', '.join(wanted)}")


def _offer(transport: paramiko.Transport, target: Target) -> list[str]:
    """Offer key, agent key or password; gives what the host wants beyond it."""
    password = secret(target.password_env)
    wanted: list[str] = []
    if target.agent:
        wanted = _offer_agent(transport, target)
    elif target.key is not None:
        wanted = transport.auth_publickey(target.user, load_key(target))
    elif password is None:
        raise Failure(Kind.SECRET_MISSING, f"{target}: no key, agent or password named")
    alone = not target.agent and target.key is None
    if password is not None and (alone or wanted):
        return transport.auth_password(target.user, password)
    return wanted


def _offer_agent(transport: paramiko.Transport, target: Target) -> list[str]:
    blob = public_blob(target)
    agent = open_agent(target)
    try:
        key = agent.choose(blob) or load_key(target)
        return transport.auth_publickey(target.user, key)
    finally:
        agent.close()


def _login_kind(error: Exception) -> Kind:
    said = str(error).lower()
    for words, kind in (
        ("authentication timeout", Kind.AUTH_TIMEOUT),
        ("transport shut down", Kind.AUTH_CUT),
        ("agree on a pubkey", Kind.NO_ALGORITHM),
        ("used for signing", Kind.AGENT),
        ("ssh-agent", Kind.AGENT),
    ):
        if words in said:
            return kind
    refused = isinstance(error, AuthenticationException)
    return Kind.AUTH_REFUSED if refused else Kind.AUTH_CUT
