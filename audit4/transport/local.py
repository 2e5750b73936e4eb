"""The collector on this very machine."""

import os
import select
import subprocess
import threading
import time
from dataclasses import dataclass, replace
from typing import IO

from audit4.transport.base import (
    DEFAULT_LIMITS,
    DEFAULT_TIMEOUTS,
    NO_BECOME,
    Become,
    Failure,
    Inputs,
    Limits,
    OnBytes,
    RawAnswer,
    Timeouts,
)
from audit4.transport.dialogue import converse
from audit4.transport.kinds import Kind
from audit4.transport.references import secret
from audit4.transport.talk import Piece, Terms

_CHUNK = 256 * 1024
_LINGER = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalTransport:
    """This machine, as root, by sudo or without rights."""

    become: Become = NO_BECOME
    timeouts: Timeouts = DEFAULT_TIMEOUTS
    limits: Limits = DEFAULT_LIMITS
    stop: threading.Event | None = None

    def collect(self, inputs: Inputs, on_bytes: OnBytes | None = None) -> RawAnswer:
        """See `Transport.collect`."""
        started = time.monotonic()
        become = NO_BECOME if os.geteuid() == 0 else self.become
        if become.method == "pinned":
            become = replace(become, method="sudo")
        password = secret(become.password_env) if become.method == "sudo" else None
        terms = Terms(
            timeouts=self.timeouts,
            limits=self.limits,
            deadline=started + self.timeouts.total,
            on_bytes=on_bytes,
            stop=self.stop,
        )
        answer = converse(start, become, inputs, terms, password)
        return replace(answer, wall_s=time.monotonic() - started)


def start(command: str, tty: bool) -> "ProcessWire":  # noqa: FBT001 - see OpenWire
    """Run a command line by /bin/sh, in a session of its own.

    Raises:
        Failure: a terminal is asked for: sudo looks for the one that audit4 itself
            runs on, and that one is not ours to put into raw mode.
    """
    if tty:
        raise Failure(Kind.SUDO_TTY, "local")
    process = subprocess.Popen(  # noqa: S603 - a command line of the dialogue's own
        ["/bin/sh", "-c", command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
    )
    return ProcessWire(process)


class ProcessWire:
    """A local process, as the dialogue wants it."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self._input = _pipe(process.stdin)
        self._out = _pipe(process.stdout)
        self._err = _pipe(process.stderr)
        self._open = {self._out.fileno(), self._err.fileno()}
        self._pending = b""
        self._closing = False
        self._ended: float | None = None
        os.set_blocking(self._input.fileno(), False)

    def send(self, data: bytes) -> None:
        """Queue for standard input; written as the process takes it."""
        self._pending += data
        self._flush()

    def end_input(self) -> None:
        """Close standard input behind what is queued."""
        self._closing = True
        self._flush()

    def _flush(self) -> None:
        if self._input.closed:
            return
        try:
            while self._pending:
                taken = os.write(self._input.fileno(), self._pending)
                self._pending = self._pending[taken:]
        except BlockingIOError:
            return
        except BrokenPipeError:
            self._pending = b""
        if self._closing:
            self._input.close()

    def receive(self, seconds: float) -> Piece | None:
        """What comes within so many seconds, feeding the process meanwhile."""
        if not self._open or self._lingers():
            return None
        poll = select.poll()
        for descriptor in self._open:
            poll.register(descriptor, select.POLLIN)
        if self._pending:
            poll.register(self._input.fileno(), select.POLLOUT)
        ready = {descriptor for descriptor, _ in poll.poll(seconds * 1000)}
        self._flush()
        return Piece(self._read(self._out, ready), self._read(self._err, ready))

    def _lingers(self) -> bool:
        """Whether the process is gone and only its children hold the output."""
        if self._process.poll() is None:
            return False
        if self._ended is None:
            self._ended = time.monotonic()
        return time.monotonic() - self._ended > _LINGER

    def _read(self, stream: IO[bytes], ready: set[int]) -> bytes:
        descriptor = stream.fileno()
        if descriptor not in ready or descriptor not in self._open:
            return b""
        data = os.read(descriptor, _CHUNK)
        if not data:
            self._open.discard(descriptor)
        return data

    def outcome(self) -> int | None:
        """The exit code, -1 for a signal."""
        try:
            return max(self._process.wait(_LINGER), -1)
        except subprocess.TimeoutExpired:
            return -1

    def close(self) -> None:
        """End the process, if it has not ended, and the pipes."""
        for stream in (self._input, self._out, self._err):
            stream.close()
        if self._process.poll() is None:
            self._process.terminate()
        try:
            self._process.wait(_LINGER)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # noqa: S101 - Popen was asked for pipes
    return stream
