"""The collector over SSH: one connection, one session, nothing copied."""

import select
import threading
import time
from dataclasses import dataclass, replace

import paramiko
from paramiko.ssh_exception import ChannelException, SSHException

from audit4.transport.base import (
    DEFAULT_LIMITS,
    NO_BECOME,
    Become,
    Failure,
    HostKey,
    Inputs,
    Limits,
    OnBytes,
    RawAnswer,
    Target,
)
from audit4.transport.connect import Link, dial, shake_hands
from audit4.transport.dialogue import converse
from audit4.transport.hostkeys import KnownHosts
from audit4.transport.jump import JumpPool, route
from audit4.transport.kinds import Kind
from audit4.transport.references import secret
from audit4.transport.talk import Piece, Terms

_CHUNK = 256 * 1024
# A child that outlives the command can hold its output open for ever.
_LINGER = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SshTransport:
    """One host over SSH; `stop`, once set, ends a running collection."""

    target: Target
    known: KnownHosts
    pool: JumpPool
    limits: Limits = DEFAULT_LIMITS
    stop: threading.Event | None = None

    def collect(self, inputs: Inputs, on_bytes: OnBytes | None = None) -> RawAnswer:
        """See `Transport.collect`."""
        started = time.monotonic()
        timeouts = self.target.timeouts
        become = _needed(self.target)
        password = secret(become.password_env) if become.method == "sudo" else None
        terms = Terms(
            timeouts=timeouts,
            limits=self.limits,
            deadline=started + timeouts.total,
            on_bytes=on_bytes,
            stop=self.stop,
        )
        link = _dial(self.target, self.known, self.pool, terms.deadline)
        try:
            answer = converse(_Opener(link, terms), become, inputs, terms, password)
        finally:
            link.close()
        wall = time.monotonic() - started
        return replace(answer, wall_s=wall, host_key=link.host_key)


def fetch_host_key(target: Target, known: KnownHosts, pool: JumpPool) -> HostKey:
    """The key that a host proves, for a person to compare; no login is tried.

    Raises:
        Failure: the host did not get as far, or a hop before it is not trusted.
    """
    deadline = time.monotonic() + target.timeouts.connect + 2 * target.timeouts.banner
    before = pool.through(route(target), deadline)
    link = shake_hands(target, known, deadline, before.transport if before else None)
    link.close()
    return link.host_key


def _needed(target: Target) -> Become:
    """Root needs no sudo, which may not even be installed."""
    root = target.user == "root" and target.become.method == "sudo"
    return NO_BECOME if root else target.become


def _dial(target: Target, known: KnownHosts, pool: JumpPool, deadline: float) -> Link:
    before = pool.through(route(target), deadline)
    return dial(target, known, deadline, before.transport if before else None)


@dataclass(slots=True)
class ChannelWire:
    """A command on an SSH channel, as the dialogue wants it."""

    channel: paramiko.Channel
    transport: paramiko.Transport
    _ended: float | None = None

    def send(self, data: bytes) -> None:
        """Send all of it, waiting for the host to take it."""
        self.channel.sendall(data)

    def end_input(self) -> None:
        """Send end of file."""
        if not self.channel.closed:
            self.channel.shutdown_write()

    def receive(self, seconds: float) -> Piece | None:
        """What has come, or comes within so many seconds."""
        piece = self._ready()
        if piece is not None:
            return piece
        if self._over():
            # What came between the two looks would be lost otherwise.
            return self._ready()
        self._wait(seconds)
        return self._ready() or Piece()

    def _ready(self) -> Piece | None:
        channel = self.channel
        out = channel.recv(_CHUNK) if channel.recv_ready() else b""
        err = channel.recv_stderr(_CHUNK) if channel.recv_stderr_ready() else b""
        return Piece(out, err) if out or err else None

    def _over(self) -> bool:
        channel = self.channel
        if channel.closed or not self.transport.is_active():
            return True
        if not channel.exit_status_ready():
            return False
        if self._ended is None:
            self._ended = time.monotonic()
        return bool(channel.eof_received) or time.monotonic() - self._ended > _LINGER

    def _wait(self, seconds: float) -> None:
        # After end of file the descriptor stays readable: wait for the status.
        if self.channel.eof_received:
            self.channel.status_event.wait(seconds)
            return
        poll = select.poll()
        poll.register(self.channel.fileno(), select.POLLIN)
        poll.poll(seconds * 1000)

    def outcome(self) -> int | None:
        """The exit code, -1 for a signal; None where the connection broke."""
        if not self.channel.exit_status_ready():
            return None if not self.transport.is_active() else -1
        status = self.channel.recv_exit_status()
        return status if status >= 0 or self.transport.is_active() else None

    def close(self) -> None:
        """Close the channel."""
        self.channel.close()


@dataclass(frozen=True, slots=True)
class _Opener:
    link: Link
    terms: Terms

    def __call__(self, command: str, tty: bool) -> ChannelWire:  # noqa: FBT001
        transport = self.link.transport
        channel = _session(transport, self.terms.timeouts.auth)
        channel.settimeout(self.terms.timeouts.silence)
        try:
            if tty:
                _terminal(channel)
            channel.exec_command(command)
        except (SSHException, EOFError, OSError) as error:
            channel.close()
            kind = Kind.CHANNEL_REFUSED if transport.is_active() else Kind.CUT
            raise Failure(kind, str(error)) from error
        return ChannelWire(channel, transport)


def _session(transport: paramiko.Transport, seconds: float) -> paramiko.Channel:
    try:
        return transport.open_session(timeout=seconds)
    except ChannelException as error:
        raise Failure(Kind.CHANNEL_REFUSED, str(error)) from error
    except (SSHException, EOFError, OSError) as error:
        # The host did not say no: it said nothing in time, or is gone.
        kind = Kind.SILENCE if transport.is_active() else Kind.CUT
        raise Failure(kind, str(error)) from error


def _terminal(channel: paramiko.Channel) -> None:
    try:
        channel.get_pty(term="dumb", width=200)
    except SSHException as error:
        raise Failure(Kind.SUDO_TTY, f"no terminal: {error}") from error
