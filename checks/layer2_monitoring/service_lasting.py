"""A service that the host has must run now, and start again with the host.

`instead` are services that make it needless: of several ways to do one thing one
is enough. On a host without systemd only the start can be told.
"""

from collections.abc import Collection

from audit4.api import (
    SERVICES,
    Check,
    Exempt,
    Services,
    Verdict,
    judged_all,
    not_applicable,
)

# What another unit or a socket starts counts as started at boot.
_STARTED_BY_OTHERS = frozenset({"static", "indirect", "alias"})


def evaluate(
    services: Services,
    units: Collection[str],
    instead: Collection[str] = (),
) -> Verdict:
    """Fail where units are there and none of them both runs and starts."""
    there = [name for name in units if services.get(name) is not None]
    if not there:
        return not_applicable(Exempt.NOT_INSTALLED)
    used = [name for name in instead if services.get(name) and services.running(name)]
    if used and not any(map(services.running, there)):
        return not_applicable(Exempt.NOT_USED)
    wrong = [_state(services, name) for name in there]
    if not all(wrong):
        wrong = []
    return judged_all(wrong, expected="running, enabled", actual=", ".join(there))


def _state(services: Services, name: str) -> str:
    unit = services.get(name)
    said = unit.enabled if unit else ""
    lasting = services.enabled(name) or said in _STARTED_BY_OTHERS
    if lasting and services.running(name):
        return ""
    return f"{name}: {unit.active if unit else '-'}, {said or '-'}"


CHECK = Check(facts={"services": SERVICES}, evaluate=evaluate)
