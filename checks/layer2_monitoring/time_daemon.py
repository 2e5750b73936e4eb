"""Exactly one time daemon must run, and start at boot.

Two of them pull the clock against each other. In a container the clock is the
machine's below, so nothing is asked.
"""

from collections.abc import Callable, Mapping
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
    want: Literal["running", "enabled", "only"] = "running",
) -> Verdict:
    """Fail unless one daemon is in the wanted state; `daemons`: units by name.

    `only`: one both runs and starts at boot, and no other does either.
    """
    if timesync.container:
        return not_applicable(Exempt.CONTAINER)
    wanted = {
        "running": (services.running,),
        "enabled": (services.enabled,),
        "only": (services.running, services.enabled),
    }
    by_state = [_in(state, daemons) for state in wanted[want]]
    found = sorted(set().union(*by_state))
    if len(found) == 1 and all(by_state):
        return passed(f"{found[0]}: {want}")
    return failed(
        found or "-", expected=f"1 {want}: {' | '.join(daemons)}", items=found
    )


def _in(
    state: Callable[[str], bool], daemons: Mapping[str, tuple[str, ...]]
) -> set[str]:
    return {name for name, units in daemons.items() if any(map(state, units))}


CHECK = Check(facts={"timesync": TIMESYNC, "services": SERVICES}, evaluate=evaluate)
