"""The packet filter must deny new traffic that no rule admits.

Judged on the ruleset in the kernel, walked for a TCP and a UDP packet to a port
that no rule names: a drop policy that an earlier "accept all" empties does not
pass, and an accept policy that ends in a drop does.
"""

from collections.abc import Collection
from typing import Literal

from audit4.api import (
    FIREWALL,
    FIREWALL_TOOLS,
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

Hook = Literal["input", "output", "forward"]


def evaluate(
    firewall: Firewall,
    sysctl: Sysctl,
    tools: frozenset[str],
    family: Literal["ipv4", "ipv6", "both"],
    hooks: tuple[Hook, ...] = ("input",),
    tool: str = "",
) -> Verdict:
    """Fail where a packet gets through; IPv6 only where the kernel speaks it.

    With `tool` the rule is about that tool alone, and means nothing where another
    one is in use.
    """
    families = ["ipv4", "ipv6"] if family == "both" else [family]
    judged = [f for f in families if f == "ipv4" or sysctl.has_ipv6()]
    if not judged or (tool and tool not in tools):
        return not_applicable(Exempt.NOT_USED)
    wanted = ", ".join(f"{f} {hook}: deny" for f in judged for hook in hooks)
    through = [
        (f, hook)
        for f in judged
        for hook in hooks
        if not firewall.default_deny(f, hook)
    ]
    if not through:
        return passed(wanted)
    state = f"{firewall.rules} rules" if firewall.rules else "no rules"
    return failed(
        [f"{f} {hook}: accept ({state})" for f, hook in through],
        expected=wanted,
        items=[f if hook == "input" else f"{f} {hook}" for f, hook in through],
        message=_words(through),
    )


def _words(through: Collection[tuple[str, Hook]]) -> Text:
    names = ", ".join(f"{f} {hook}" for f, hook in through)
    return Text(
        f"Tường lửa không chặn mặc định ({names})",
        f"The firewall does not deny by default ({names})",
    )


CHECK = Check(
    facts={"firewall": FIREWALL, "sysctl": SYSCTL, "tools": FIREWALL_TOOLS},
    evaluate=evaluate,
)
