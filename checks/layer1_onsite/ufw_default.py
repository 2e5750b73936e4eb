"""Where ufw is used, its default for a direction must be to deny.

Judged on the setting that a restart brings back, and on the chain in the kernel
that ufw filled: the two differ after `ufw default` without a reload.
"""

from typing import Literal

from audit4.api import (
    FIREWALL,
    FIREWALL_AT_BOOT,
    FIREWALL_TOOLS,
    SYSCTL,
    Check,
    Exempt,
    Firewall,
    Sysctl,
    Verdict,
    judged_all,
    not_applicable,
)

_HOOKS = {"incoming": "input", "outgoing": "output", "routed": "forward"}


def evaluate(
    firewall: Firewall,
    at_boot: Firewall,
    tools: frozenset[str],
    sysctl: Sysctl,
    direction: Literal["incoming", "outgoing", "routed"],
) -> Verdict:
    """Fail where the filter admits by default, now or after a restart."""
    if "ufw" not in tools:
        return not_applicable(Exempt.NOT_USED)
    families = ["ipv4", "ipv6"] if sysctl.has_ipv6() else ["ipv4"]
    hook = _HOOKS[direction]
    wrong = [
        f"{direction} {family}: allow ({when})"
        for when, filter_ in (("now", firewall), ("after a restart", at_boot))
        for family in families
        if not filter_.default_deny(family, hook)
    ]
    return judged_all(wrong, expected=f"{direction}: deny", actual=f"{direction}: deny")


CHECK = Check(
    facts={
        "firewall": FIREWALL,
        "at_boot": FIREWALL_AT_BOOT,
        "tools": FIREWALL_TOOLS,
        "sysctl": SYSCTL,
    },
    evaluate=evaluate,
)
