"""Databases and administration ports must not be open to everybody.

A listener counts if its address is not loopback and the packet filter lets an
unlisted outside address through to it: binding to one address or admitting
named sources both meet the requirement.
"""

from dataclasses import dataclass

from audit4.api import (
    FIREWALL,
    LISTENERS,
    Check,
    Firewall,
    Listener,
    Reason,
    Undetermined,
    Verdict,
    judged_all,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePort:
    """A row of the data file; `kind` is database, cache or admin."""

    name: str
    kind: str
    port: int
    protocol: str = "tcp"
    processes: tuple[str, ...] = ()
    note: str = ""
    source: str = ""


def evaluate(
    listeners: tuple[Listener, ...],
    firewall: Firewall,
    *,
    kinds: tuple[str, ...],
    ports: tuple[ServicePort, ...],
) -> Verdict:
    """Fail for each listener of these kinds that anyone gets through to."""
    wrong: list[str] = []
    unclear: list[tuple[Reason, str]] = []
    rows = [row for row in ports if row.kind in kinds]
    for listener in listeners:
        row = next((r for r in rows if _is(listener, r)), None)
        if row is None or not listener.exposed:
            continue
        words = f"{row.name} {listener.protocol} {listener.address}:{listener.port}"
        try:
            if firewall.admits(listener.address, listener.protocol, listener.port):
                wrong.append(words)
        except Undetermined as why:
            unclear.append((why.reason, f"{words}: {why.detail}"))
    return judged_all(
        sorted(set(wrong)),
        expected="loopback or limited sources",
        unclear=unclear,
        actual="none exposed",
    )


def _is(listener: Listener, row: ServicePort) -> bool:
    by_port = (listener.protocol, listener.port) == (row.protocol, row.port)
    return by_port or listener.process in row.processes


CHECK = Check(facts={"listeners": LISTENERS, "firewall": FIREWALL}, evaluate=evaluate)
