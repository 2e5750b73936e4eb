"""The firewall tool in use must be installed, running now and started at boot."""

from collections.abc import Iterable
from typing import Literal

from audit4.api import (
    FIREWALL,
    FIREWALL_TOOLS,
    OS,
    PACKAGES,
    SERVICES,
    Check,
    Exempt,
    Firewall,
    OsRelease,
    Packages,
    Reason,
    Services,
    Undetermined,
    Verdict,
    judged_all,
    not_applicable,
)

Tool = Literal["ufw", "firewalld", "nftables", "iptables"]

_UNITS = {
    "ufw": ("ufw",),
    "firewalld": ("firewalld",),
    "nftables": ("nftables",),
    "iptables": ("netfilter-persistent", "iptables"),
}
_PACKAGES = {
    "ufw": (("ufw",),),
    "firewalld": (("firewalld",),),
    "nftables": (("nftables",),),
    "iptables": (
        ("iptables", "iptables-nft", "iptables-legacy"),
        (
            "iptables-persistent",
            "netfilter-persistent",
            "iptables-services",
            "iptables",
        ),
    ),
}
_FIRST_ON_NFTABLES = 8
# What the benchmarks of a family name where nothing is in use.
_USUAL = {"debian": "ufw", "rhel": "firewalld", "suse": "firewalld"}


def evaluate(
    tools: frozenset[str],
    firewall: Firewall,
    services: Services,
    packages: Packages,
    os: OsRelease,
    *,
    tool: Tool,
) -> Verdict:
    """Fail for each thing that is missing; another tool in use is an answer too."""
    if tool == "nftables" and _below_firewalld(tools, os):
        return judged_all(
            _missing(packages, tool),
            expected="nftables: installed",
            actual="nftables: installed",
        )
    if tool not in tools and (tools or _USUAL.get(os.family) != tool):
        return not_applicable(Exempt.NOT_USED)
    unclear: list[tuple[Reason, str]] = []
    wrong = [
        *_missing(packages, tool),
        *_off(services, tool, unclear),
        *(["ufw: ENABLED=no"] if tool == "ufw" and not firewall.ufw else []),
    ]
    return judged_all(
        wrong,
        expected=f"{tool}: installed, active, enabled",
        unclear=unclear,
        actual=f"{tool}: installed, active, enabled",
    )


def _below_firewalld(tools: frozenset[str], os: OsRelease) -> bool:
    """Whether firewalld works on nftables, which since RHEL 8 it does."""
    release = os.version.partition(".")[0]
    newer = release.isdecimal() and int(release[:4]) >= _FIRST_ON_NFTABLES
    return os.family == "rhel" and newer and tools == {"firewalld"}


def _missing(packages: Packages, tool: Tool) -> Iterable[str]:
    return [
        f"{names[0]}: not installed"
        for names in _PACKAGES[tool]
        if not any(packages.installed(name) for name in names)
    ]


def _off(
    services: Services, tool: Tool, unclear: list[tuple[Reason, str]]
) -> Iterable[str]:
    units = _UNITS[tool]
    if not any(services.enabled(unit) for unit in units):
        yield f"{tool}: not enabled"
    try:
        if not any(services.running(unit) for unit in units):
            yield f"{tool}: not active"
    except Undetermined as why:
        unclear.append((why.reason, why.detail))


CHECK = Check(
    facts={
        "tools": FIREWALL_TOOLS,
        "firewall": FIREWALL,
        "services": SERVICES,
        "packages": PACKAGES,
        "os": OS,
    },
    evaluate=evaluate,
)
