"""What the packet filter denies now, it must deny after a restart too.

The ruleset in the kernel is compared with the one that the next start loads: rules
typed in and never saved are gone by then, and an enabled service may load a file
that lets everything through.
"""

from audit4.api import (
    FIREWALL,
    FIREWALL_AT_BOOT,
    SYSCTL,
    Check,
    Firewall,
    Sysctl,
    Text,
    Verdict,
    failed,
    passed,
)

_HOOKS = ("input", "forward", "output")


def evaluate(firewall: Firewall, at_boot: Firewall, sysctl: Sysctl) -> Verdict:
    """Fail for inbound that the next start admits, and for what it forgets."""
    families = ["ipv4", "ipv6"] if sysctl.has_ipv6() else ["ipv4"]
    wrong = [
        f"{family} {hook}: accept after a restart"
        for family in families
        for hook in _HOOKS
        if hook == "input" or firewall.default_deny(family, hook)
        if not at_boot.default_deny(family, hook)
    ]
    if not wrong:
        return passed("deny after a restart")
    return failed(
        wrong,
        expected="deny after a restart",
        items=wrong,
        message=Text(
            "Sau khi khởi động lại, tường lửa không còn chặn mặc định",
            "After a restart the firewall no longer denies by default",
        ),
    )


CHECK = Check(
    facts={"firewall": FIREWALL, "at_boot": FIREWALL_AT_BOOT, "sysctl": SYSCTL},
    evaluate=evaluate,
)
