"""The packet filter must deny new inbound traffic that no rule admits.

Judged on the ruleset in the kernel, walked for a TCP and a UDP packet to a port
that no rule names: a drop policy that an earlier "accept all" empties does not
pass, and an accept policy that ends in a drop does.
"""

from typing import Literal

from audit4.api import (
    FIREWALL,
    SYSCTL,
    Check,
    Exempt,
    Firewall,
    Sysctl,
    Text,
    Verdict,
    failed,
    not_applicable,
    passed,
)


def evaluate(
    firewall: Firewall, sysctl: Sysctl, family: Literal["ipv4", "ipv6"]
) -> Verdict:
    """Fail where the packet gets through; IPv6 only where the kernel speaks it."""
    if family == "ipv6" and not sysctl.has_ipv6():
        return not_applicable(Exempt.NOT_USED)
    if firewall.default_deny(family):
        return passed(f"{family} input: deny")
    state = f"{firewall.rules} rules" if firewall.rules else "no rules"
    return failed(
        f"{family} input: accept ({state})",
        expected=f"{family} input: deny",
        items=[family],
        message=Text(
            f"Tường lửa không chặn mặc định kết nối đến ({family})",
            f"The firewall does not deny inbound {family} by default",
        ),
    )


CHECK = Check(facts={"firewall": FIREWALL, "sysctl": SYSCTL}, evaluate=evaluate)
