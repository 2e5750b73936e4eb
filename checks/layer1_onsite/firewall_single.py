"""Exactly one tool may govern the packet filter.

Two that load their own rules undo each other: what holds after a restart depends on
which came last.
"""

from audit4.api import (
    FIREWALL_TOOLS,
    PACKAGES,
    Check,
    Packages,
    Text,
    Verdict,
    failed,
    passed,
)

# Both keep their rules in the same place of the kernel and load them at boot.
_RIVALS = {"ufw": ("iptables-persistent", "iptables-services")}


def evaluate(tools: frozenset[str], packages: Packages) -> Verdict:
    """Fail where none governs it, or several do."""
    rivals = [n for t in tools for n in _RIVALS.get(t, ()) if packages.installed(n)]
    found = sorted({*tools, *rivals})
    if len(found) == 1:
        return passed(found)
    return failed(
        found or "none",
        expected="one of ufw, firewalld, nftables, iptables",
        items=found,
        message=None
        if found
        else Text(
            "Không có công cụ tường lửa nào được dùng",
            "No firewall tool is in use",
        ),
    )


CHECK = Check(facts={"tools": FIREWALL_TOOLS, "packages": PACKAGES}, evaluate=evaluate)
