"""The collector: all probes as one shell script, and its answer as evidence."""

from audit4.collector.answer import DEFAULT_LIMITS, Limits, read
from audit4.collector.script import (
    ProbeError,
    Script,
    build,
    edition_of,
    editions,
    nonce,
    pinned_input,
    unpinned_input,
)

__all__ = [
    "DEFAULT_LIMITS",
    "Limits",
    "ProbeError",
    "Script",
    "build",
    "edition_of",
    "editions",
    "nonce",
    "pinned_input",
    "read",
    "unpinned_input",
]
