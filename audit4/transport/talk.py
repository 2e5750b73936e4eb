"""What is said over one running command, bounded in time and size."""

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from audit4.transport.base import Failure, Limits, OnBytes, Timeouts
from audit4.transport.kinds import Kind

# Said on standard error by the shell that will read the script.
READY = "audit4-ready"
TICK = 0.5
_PROMPT = re.compile(r"audit4-[0-9a-f]{16}:")


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes that came within one wait; both empty when none did."""

    out: bytes = b""
    err: bytes = b""


class Wire(Protocol):
    """A running command: its three streams and its end."""

    def send(self, data: bytes) -> None:
        """Write to standard input; `OSError` when nobody reads any more."""

    def end_input(self) -> None:
        """Close standard input."""

    def receive(self, seconds: float) -> Piece | None:
        """What comes within so many seconds; None once the command has ended."""

    def outcome(self) -> int | None:
        """The exit code, -1 for a signal; None where the connection ended first."""

    def close(self) -> None:
        """Give up the command and whatever it still sends."""


OpenWire = Callable[[str, bool], Wire]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What bounds a conversation; `deadline` is on the monotonic clock."""

    timeouts: Timeouts
    limits: Limits
    deadline: float
    on_bytes: OnBytes | None = None
    stop: threading.Event | None = None


@dataclass(slots=True)
class Talk:
    """One command's conversation so far."""

    wire: Wire
    terms: Terms
    tty: bool = False
    out: bytearray = field(default_factory=bytearray)
    err: bytearray = field(default_factory=bytearray)
    sent: int = 0
    ended: bool = False
    cut: Failure | None = None

    @property
    def said(self) -> bytearray:
        """The stream on which prompt and ready line come."""
        return self.out if self.tty else self.err

    def say(self, data: bytes) -> None:
        """Send; that nobody reads shows in what comes back."""
        try:
            self.wire.send(data)
        except OSError:
            return
        self.sent += len(data)

    def hear(self, until: Callable[[], bool], patience: float, late: Kind) -> None:
        """Take in what comes until a condition, the end, or a limit.

        Raises:
            Failure: `late` after so many seconds without a byte, or a hard limit.
        """
        heard = time.monotonic()
        while not self.ended and not until():
            piece = self.wire.receive(TICK)
            now = time.monotonic()
            if piece is None:
                self.ended = True
            elif piece.out or piece.err:
                heard = now
                self._take(piece)
            if self.terms.stop is not None and self.terms.stop.is_set():
                raise Failure(Kind.INTERRUPTED)
            if now > self.terms.deadline:
                raise Failure(Kind.TOTAL_TIMEOUT, f"{self.terms.timeouts.total:g} s")
            if now - heard > patience:
                raise Failure(late, f"{patience:g} s")

    def _take(self, piece: Piece) -> None:
        limits = self.terms.limits
        self.err += piece.err[: max(0, limits.stderr_bytes - len(self.err))]
        self.out += piece.out
        if piece.out and self.terms.on_bytes is not None:
            self.terms.on_bytes(len(piece.out))
        if len(self.out) > limits.answer_bytes:
            del self.out[limits.answer_bytes :]
            raise Failure(Kind.TOO_LARGE, f"{limits.answer_bytes} bytes")

    def hear_out(self) -> None:
        """Take in the rest; a limit cuts the answer instead of losing it."""
        try:
            self.hear(lambda: False, self.terms.timeouts.silence, Kind.SILENCE)
        except Failure as why:
            self.cut = why

    def ready_at(self, start: int = 0) -> int | None:
        """Where the text after the ready line begins; None before it came."""
        line = re.compile(rb"(?:^|\n)" + READY.encode() + rb"\r?\n")
        found = line.search(self.said[start:])
        return None if found is None else start + found.end()

    def words(self) -> str:
        """What the host said beside its answer, for a person to read."""
        said = _PROMPT.sub("", self.said.decode(errors="replace"))
        lines = said.splitlines()
        return "\n".join(line for line in lines if line.strip() != READY)
