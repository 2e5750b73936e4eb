"""Where nftables is used, a table must hook into all three ways of a packet.

Without a base chain at input, forward and output there is no place where a rule
for that way could stand.
"""

from audit4.api import (
    FIREWALL,
    FIREWALL_TOOLS,
    Check,
    Exempt,
    Firewall,
    Verdict,
    judged_all,
    not_applicable,
    unknown,
)

_HOOKS = ("input", "forward", "output")


def evaluate(firewall: Firewall, tools: frozenset[str]) -> Verdict:
    """Fail for each hook without a base chain."""
    if "nftables" not in tools:
        return not_applicable(Exempt.NOT_USED)
    hooked = {c.hook for t in firewall.tables for c in t.chains.values()}
    missing = [hook for hook in _HOOKS if hook not in hooked]
    if missing and firewall.unread:
        return unknown(firewall.unread[0].reason, firewall.unread[0].detail)
    all_three = ", ".join(_HOOKS)
    return judged_all(missing, expected=all_three, actual=all_three, lacks="no chain")


CHECK = Check(facts={"firewall": FIREWALL, "tools": FIREWALL_TOOLS}, evaluate=evaluate)
