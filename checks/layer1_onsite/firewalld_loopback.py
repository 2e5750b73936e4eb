"""Where firewalld is used, its trusted zone must hold `lo` and no forged source.

Judged on the zone's own file, which a restart brings back, and on the chains that
firewalld made of it in the kernel.
"""

from typing import Literal

from audit4.api import (
    FIREWALL,
    FIREWALL_TOOLS,
    FIREWALLD,
    SYSCTL,
    Check,
    Exempt,
    Firewall,
    Firewalld,
    Packet,
    Sysctl,
    Verdict,
    judged_all,
    not_applicable,
)

_OWN = {"ipv4": "127.0.0.1", "ipv6": "::1"}


def evaluate(
    firewall: Firewall,
    firewalld: Firewalld,
    tools: frozenset[str],
    sysctl: Sysctl,
    part: Literal["trusted", "restricted"],
) -> Verdict:
    """Fail for what the trusted zone, now or saved, does not say."""
    if "firewalld" not in tools:
        return not_applicable(Exempt.NOT_USED)
    trusted = firewalld.zones.get("trusted")
    if part == "trusted":
        held = trusted is not None and "lo" in trusted.interfaces
        inside = Packet(
            family="ipv4", protocol="tcp", source=_OWN["ipv4"], interface="lo"
        )
        wrong = [] if held else ["trusted: no interface lo"]
        wrong += ["lo: denied now"] if firewall.denies(inside) else []
        return judged_all(wrong, expected="trusted: lo", actual="trusted: lo")
    families = ["ipv4", "ipv6"] if sysctl.has_ipv6() else ["ipv4"]
    wrong = [
        f"trusted: no rule against {_OWN[family]} from elsewhere"
        for family in families
        if trusted is None or family not in trusted.forged_denied
    ]
    return judged_all(
        wrong, expected="forged loopback: drop", actual=", ".join(families)
    )


CHECK = Check(
    facts={
        "firewall": FIREWALL,
        "firewalld": FIREWALLD,
        "tools": FIREWALL_TOOLS,
        "sysctl": SYSCTL,
    },
    evaluate=evaluate,
)
