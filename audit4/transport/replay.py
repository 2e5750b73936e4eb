"""A recorded answer, played back as if it came from a host.

The file is one line of JSON with what the transport knew, then the answer's bytes.
"""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from audit4.transport.base import (
    DEFAULT_LIMITS,
    Failure,
    HostKey,
    Inputs,
    Limits,
    OnBytes,
    RawAnswer,
)
from audit4.transport.kinds import Kind

_FORMAT = "audit4.recording/1"
_HEADER_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """An answer, the nonce it is framed under, and when its collection began."""

    answer: RawAnswer
    nonce: str
    started: datetime


def write(path: Path, recording: Recording) -> None:
    """Keep an answer for playing back."""
    answer = recording.answer
    key = answer.host_key
    header = {
        "format": _FORMAT,
        "nonce": recording.nonce,
        "started": recording.started.isoformat(),
        "host_key": f"{key.type} {key.base64}" if key else None,
        "exit": answer.exit,
        "wall_s": answer.wall_s,
        "stderr": answer.stderr,
    }
    path.write_bytes(json.dumps(header).encode() + b"\n" + answer.data)


def read(path: Path, limits: Limits = DEFAULT_LIMITS) -> Recording:
    """A recording from a file.

    Raises:
        Failure: the file cannot be read, or is not a recording.
    """
    head, _, data = read_bounded(path, limits).partition(b"\n")
    try:
        header = json.loads(head[:_HEADER_BYTES])
        _checked(header["format"])
        kind, _, blob = (header["host_key"] or "").partition(" ")
        base64.b64decode(blob, validate=True)
        return Recording(
            nonce=str(header["nonce"]),
            started=datetime.fromisoformat(header["started"]),
            answer=RawAnswer(
                data=data,
                stderr=str(header["stderr"]),
                exit=header["exit"],
                wall_s=float(header["wall_s"]),
                bytes_received=len(data),
                host_key=HostKey(kind, blob) if blob else None,
                nonce=str(header["nonce"]),
            ),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Failure(Kind.RECORDING, f"{path}: {error!r}") from error


def _checked(form: object) -> None:
    if form != _FORMAT:
        raise ValueError(form)


def read_bounded(path: Path, limits: Limits) -> bytes:
    """The bytes of an answer file, within the limit on answers.

    Raises:
        Failure: it is not to be read, or too large.
    """
    most = limits.answer_bytes + _HEADER_BYTES
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise Failure(Kind.RECORDING, f"{path}: {error.strerror}") from error
    if len(data) > most:
        raise Failure(Kind.TOO_LARGE, f"{path}: more than {limits.answer_bytes} bytes")
    return data


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayTransport:
    """The answer in a recording, whatever is asked; its nonce comes with it."""

    path: Path
    limits: Limits = DEFAULT_LIMITS

    def collect(self, inputs: Inputs, on_bytes: OnBytes | None = None) -> RawAnswer:  # noqa: ARG002 - the protocol's
        """See `Transport.collect`."""
        answer = read(self.path, self.limits).answer
        if on_bytes is not None:
            on_bytes(len(answer.data))
        return answer
