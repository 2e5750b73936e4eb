"""Which of ufw, firewalld, nftables.service and iptables governs the packet filter.

All four end in the same kernel; what tells them apart is what starts, and the names
of the tables and chains that they make. Tables that programs keep for themselves
(containers, virtual machines, bans) are no firewall of the administrator's.
"""

from collections.abc import Iterable

from audit4.evidence import Evidence, Fact, Undetermined
from audit4.facts.firewall import FIREWALL, Firewall
from audit4.facts.packet_filter import Rule, Table
from audit4.facts.services import SERVICES, Services

UFW = "ufw"
FIREWALLD = "firewalld"
NFTABLES = "nftables"
IPTABLES = "iptables"

_IPTABLES_UNITS = ("netfilter-persistent", "iptables", "ip6tables")
_PROGRAMS = (
    "cali",
    "CNI",
    "cilium",
    "CILIUM",
    "crowdsec",
    "CROWDSEC",
    "docker",
    "DOCKER",
    "f2b",
    "flannel",
    "FLANNEL",
    "incus",
    "kube",
    "KUBE",
    "libvirt",
    "LIBVIRT",
    "lxd",
    "netavark",
    "NETAVARK",
    "podman",
    "sshguard",
    "tailscale",
    "ts-",
    "ufw",
)


def _parse(seen: Evidence) -> frozenset[str]:
    firewall, services = seen.fact(FIREWALL), seen.fact(SERVICES)
    found = set()
    if _has_chain(firewall, ("ufw-user", "ufw6-user")) or (
        firewall.ufw and services.get("ufw") is not None
    ):
        found.add(UFW)
    if (
        _on(services, FIREWALLD)
        or any(t.name == FIREWALLD for t in firewall.tables)
        or _has_chain(firewall, ("INPUT_ZONES", "IN_public"))
    ):
        found.add(FIREWALLD)
    if _on(services, NFTABLES) or any(_native(t, firewall) for t in firewall.tables):
        found.add(NFTABLES)
    if any(_on(services, unit) for unit in _IPTABLES_UNITS) or (
        not found & {UFW, FIREWALLD} and any(map(_own_iptables, firewall.tables))
    ):
        found.add(IPTABLES)
    return frozenset(found)


def _on(services: Services, name: str) -> bool:
    if services.enabled(name):
        return True
    try:
        return services.running(name)
    except Undetermined:
        return False


def _has_chain(firewall: Firewall, starts: tuple[str, ...]) -> bool:
    return any(name.startswith(starts) for t in firewall.tables for name in t.chains)


def _native(table: Table, firewall: Firewall) -> bool:
    """Whether it is an administrator's own table that filters what comes in."""
    if table.iptables or table.name == FIREWALLD or table.name.startswith(_PROGRAMS):
        return False
    # What iptables-nft made is listed by nft too.
    if "INPUT" in table.chains and any(t.iptables for t in firewall.tables):
        return False
    return any(chain.hook == "input" for chain in table.chains.values())


def _own_iptables(table: Table) -> bool:
    if not table.iptables:
        return False
    base = [c for c in table.chains.values() if c.hook == "input"]
    return any(c.policy == "deny" or list(_own(c.rules)) for c in base)


def _own(rules: Iterable[Rule]) -> Iterable[Rule]:
    return (rule for rule in rules if not rule.target.startswith(_PROGRAMS))


FIREWALL_TOOLS: Fact[frozenset[str]] = Fact(
    name="firewall_tools", probes=(*FIREWALL.probes, *SERVICES.probes), parse=_parse
)
