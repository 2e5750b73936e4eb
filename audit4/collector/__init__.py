"""The collector: all probes as one shell script, and its answer as evidence."""

from audit4.collector.access import AccessError, access_script
from audit4.collector.answer import DEFAULT_LIMITS, Limits, read
from audit4.collector.bundle import bundle_script, bundle_title
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
    "AccessError",
    "Limits",
    "ProbeError",
    "Script",
    "access_script",
    "build",
    "bundle_script",
    "bundle_title",
    "edition_of",
    "editions",
    "nonce",
    "pinned_input",
    "read",
    "unpinned_input",
]
