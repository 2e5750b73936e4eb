"""Outbound that is denied by default now must be denied after a restart too."""

from audit4.api import (
    FIREWALL_AT_BOOT,
    SYSCTL,
    Check,
    Firewall,
    Sysctl,
    Verdict,
    judged_all,
)


def evaluate(at_boot: Firewall, sysctl: Sysctl) -> Verdict:
    """Fail for each family that the next start lets out."""
    families = ["ipv4", "ipv6"] if sysctl.has_ipv6() else ["ipv4"]
    wrong = [
        f"{family} output: accept after a restart"
        for family in families
        if not at_boot.default_deny(family, "output")
    ]
    return judged_all(wrong, expected="output: deny", actual="output: deny")


CHECK = Check(facts={"at_boot": FIREWALL_AT_BOOT, "sysctl": SYSCTL}, evaluate=evaluate)
