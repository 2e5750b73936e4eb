"""Something must load the packet filter at boot, or a restart opens the host."""

from audit4.api import (
    FIREWALL,
    SERVICES,
    Check,
    Firewall,
    Services,
    Text,
    Verdict,
    failed,
    passed,
)

_LOADERS = (
    "nftables",
    "firewalld",
    "netfilter-persistent",
    "iptables",
    "shorewall",
    "SuSEfirewall2",
    "ferm",
)


def evaluate(firewall: Firewall, services: Services) -> Verdict:
    """Fail if no known loader starts; ufw must be on in its own file too."""
    found = [name for name in _LOADERS if services.enabled(name)]
    if firewall.ufw and services.enabled("ufw"):
        found.append("ufw")
    if found:
        return passed(found)
    return failed(
        "no firewall service enabled",
        expected="firewall service enabled",
        message=Text(
            "Không có dịch vụ nạp tường lửa khi khởi động",
            "No service loads the firewall at boot",
        ),
    )


CHECK = Check(facts={"firewall": FIREWALL, "services": SERVICES}, evaluate=evaluate)
