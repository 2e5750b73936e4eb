"""Each port that listens to the network must stand in a rule of the firewall.

A port that no rule names is there without anybody having decided who may reach it.
"""

from collections.abc import Iterable
from typing import Literal

from audit4.api import (
    FIREWALL,
    FIREWALL_TOOLS,
    LISTENERS,
    SYSCTL,
    Check,
    Exempt,
    Firewall,
    Listener,
    Sysctl,
    Verdict,
    judged_all,
    not_applicable,
    unknown,
)

# Clients of DHCP: their answers come back through the connection's state.
_CLIENTS = frozenset({68, 546})


def evaluate(
    firewall: Firewall,
    listeners: tuple[Listener, ...],
    sysctl: Sysctl,
    tools: frozenset[str],
    tool: str,
    family: Literal["ipv4", "ipv6", "both"],
) -> Verdict:
    """Fail for each listener that no rule of its family names."""
    families = ["ipv4", "ipv6"] if family == "both" else [family]
    judged = [f for f in families if f == "ipv4" or sysctl.has_ipv6()]
    if not judged or tool not in tools:
        return not_applicable(Exempt.NOT_USED)
    wrong = {
        f"{f} {x.protocol}/{x.port}"
        for x in listeners
        for f in judged
        if x.exposed and x.port not in _CLIENTS and f in _families(x)
        if not firewall.names(f, x.protocol, x.port)
    }
    if wrong and firewall.unread:
        return unknown(firewall.unread[0].reason, firewall.unread[0].detail)
    return judged_all(
        sorted(wrong), expected="a rule for each port", actual="all named"
    )


def _families(listener: Listener) -> Iterable[str]:
    if listener.address in {"*", "::"}:
        return ("ipv4", "ipv6")
    return ("ipv6",) if ":" in listener.address else ("ipv4",)


CHECK = Check(
    facts={
        "firewall": FIREWALL,
        "listeners": LISTENERS,
        "sysctl": SYSCTL,
        "tools": FIREWALL_TOOLS,
    },
    evaluate=evaluate,
)
