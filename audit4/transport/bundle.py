"""An answer that a person carried here from a host without a way in.

The bundle script wrote it; host id and one-time nonce stand inside the frame, so
whoever reads the frame judges them, not the transport.
"""

from dataclasses import dataclass
from pathlib import Path

from audit4.transport.base import (
    DEFAULT_LIMITS,
    Inputs,
    Limits,
    OnBytes,
    RawAnswer,
)
from audit4.transport.replay import read_bounded


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleTransport:
    """The bytes of a bundle's answer file; there is no proof of a host key."""

    path: Path
    limits: Limits = DEFAULT_LIMITS

    def collect(self, inputs: Inputs, on_bytes: OnBytes | None = None) -> RawAnswer:  # noqa: ARG002 - the protocol's
        """See `Transport.collect`."""
        data = read_bounded(self.path, self.limits)
        if on_bytes is not None:
            on_bytes(len(data))
        return RawAnswer(data=data, bytes_received=len(data))
