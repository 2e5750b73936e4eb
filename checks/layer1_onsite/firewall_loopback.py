"""Traffic of the host with itself is let through, and none pretends to be it.

What comes over `lo` must pass, or services that talk to each other on the host
fail. What comes over any other interface and bears a loopback address is forged:
a port that is open to all must not be open to it.
"""

from collections.abc import Iterable
from typing import Literal

from audit4.api import (
    FIREWALL,
    FIREWALL_TOOLS,
    SYSCTL,
    Check,
    Exempt,
    Firewall,
    Packet,
    Sysctl,
    Verdict,
    judged_all,
    not_applicable,
)

_OWN = {"ipv4": "127.0.0.1", "ipv6": "::1"}


def evaluate(
    firewall: Firewall,
    sysctl: Sysctl,
    tools: frozenset[str],
    tool: str,
    family: Literal["ipv4", "ipv6", "both"],
) -> Verdict:
    """Fail for each family where one of the two does not hold."""
    families = [f for f in _OWN if family in (f, "both")]
    judged = [f for f in families if f == "ipv4" or sysctl.has_ipv6()]
    if not judged or tool not in tools:
        return not_applicable(Exempt.NOT_USED)
    wrong = [why for f in judged for why in _wrong(firewall, f)]
    return judged_all(
        wrong, expected="lo accepted, forged source denied", actual=", ".join(judged)
    )


def _wrong(firewall: Firewall, family: str) -> Iterable[str]:
    own = _OWN[family]
    for hook in ("input", "output"):
        inside = Packet(
            family=family, protocol="tcp", hook=hook, source=own, interface="lo"
        )
        if firewall.denies(inside):
            yield f"{family} lo {hook}: denied"
    for protocol in ("tcp", "udp"):
        for port in (None, *sorted(firewall.admitted(family, protocol))):
            forged = Packet(family=family, protocol=protocol, port=port, source=own)
            if not firewall.denies(forged):
                where = f" {protocol}/{port}" if port else ""
                yield f"{family} {own} not on lo{where}: accepted"
                return


CHECK = Check(
    facts={"firewall": FIREWALL, "sysctl": SYSCTL, "tools": FIREWALL_TOOLS},
    evaluate=evaluate,
)
