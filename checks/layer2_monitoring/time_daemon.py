"""Exactly one time daemon must run, and start at boot.

Two of them pull the clock against each other. In a container the clock is the
machine's below, so nothing is asked.
"""

from collections.abc import Mapping
from typing import Literal

from audit4.api import (
    SERVICES,
    TIMESYNC,
    Check,
    Exempt,
    Services,
    TimeSync,
    Verdict,
    failed,
    not_applicable,
    passed,
)


def evaluate(
    timesync: TimeSync,
    services: Services,
    daemons: Mapping[str, tuple[str, ...]],
    want: Literal["running", "enabled"] = "running",
) -> Verdict:
    """Fail unless one daemon is in the wanted state; `daemons`: units by name."""
    if timesync.container:
        return not_applicable(Exempt.CONTAINER)
    state = services.running if want == "running" else services.enabled
    found = [name for name, units in daemons.items() if any(map(state, units))]
    if len(found) == 1:
        return passed(f"{found[0]}: {want}")
    return failed(
        found or "-", expected=f"1 {want}: {' | '.join(daemons)}", items=found
    )


CHECK = Check(facts={"timesync": TIMESYNC, "services": SERVICES}, evaluate=evaluate)
