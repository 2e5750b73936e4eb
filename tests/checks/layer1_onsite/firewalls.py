"""Rulesets for the tests of the firewall checks.

Those of ufw and firewalld were captured; the rules of iptables are written in the
form that iptables-save prints.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from audit4.evidence import Probe
from audit4.facts.firewall import IP6TABLES, IPTABLES, NFT, UFW_CONF
from audit4.facts.firewall_boot import NFT_FILES, UFW_RULES
from audit4.facts.firewalld import ZONE_FILES
from audit4.facts.packages import DPKG
from audit4.facts.services import UNIT_FILES, UNITS
from audit4.facts.sysctl import UFW_DEFAULTS
from audit4.testing import Raw

CAPTURED = Path(__file__).parents[2] / "evidence" / "firewalls"
SSH = "ssh.service loaded active running x\n"
SSH_FILE = "ssh.service enabled enabled\n"
DEFAULTS = """\
IPV6=yes
DEFAULT_INPUT_POLICY="DROP"
DEFAULT_OUTPUT_POLICY="ACCEPT"
DEFAULT_FORWARD_POLICY="DROP"
"""
USER_RULES = """\
*filter
:ufw-user-input - [0:0]
:ufw-user-output - [0:0]
:ufw-user-forward - [0:0]
### RULES ###

### tuple ### allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in
-A ufw-user-input -p tcp --dport 22 -j ACCEPT
### END RULES ###
COMMIT
"""
CONF = """\
flush ruleset
table inet filter {
  chain input {
    type filter hook input priority 0; policy drop;
    ct state established,related accept
    iif lo accept
    ip saddr 127.0.0.0/8 drop
    ip6 saddr ::1 drop
    tcp dport 22 accept
  }
  chain forward { type filter hook forward priority 0; policy drop; }
  chain output {
    type filter hook output priority 0; policy drop;
    oif lo accept
    ct state established,related accept
    udp dport 53 accept
  }
}
"""


def captured(name: str) -> str:
    """A ruleset captured from a host."""
    return (CAPTURED / name).read_text()


def started(*units: str) -> dict[Probe, Raw]:
    """Services that run now and start at boot."""
    return {
        UNITS: SSH + "".join(f"{u}.service loaded active exited x\n" for u in units),
        UNIT_FILES: SSH_FILE + "".join(f"{u}.service enabled x\n" for u in units),
    }


def installed(*names: str) -> dict[Probe, Raw]:
    """Packages that dpkg knows as installed."""
    rows = (f"install ok installed\t{name}\t1\tall\n" for name in ("dash", *names))
    return {DPKG: "".join(rows)}


UFW: dict[Probe, Raw] = {
    **started("ufw"),
    **installed("ufw"),
    NFT: captured("ufw.nft.json"),
    IPTABLES: captured("ufw.iptables.txt"),
    IP6TABLES: captured("ufw.ip6tables.txt"),
    UFW_CONF: "ENABLED=yes\n",
    UFW_DEFAULTS: DEFAULTS,
    UFW_RULES: {"/etc/ufw/user.rules": USER_RULES},
}
FIREWALLD: dict[Probe, Raw] = {
    **started("firewalld"),
    **installed("firewalld"),
    NFT: captured("firewalld.nft.json"),
    ZONE_FILES: {
        "/etc/firewalld/zones/trusted.xml": (
            '<zone target="ACCEPT"><interface name="lo"/>'
            '<rule family="ipv4"><source address="127.0.0.1"/>'
            '<destination address="127.0.0.1" invert="True"/><drop/></rule>'
            '<rule family="ipv6"><source address="::1"/>'
            '<destination address="::1" invert="True"/><drop/></rule></zone>'
        )
    },
}


def match(left: object, right: object, op: str = "==") -> dict[str, object]:
    """A condition as nft -j prints it."""
    return {"match": {"op": op, "left": left, "right": right}}


ACCEPT: dict[str, object] = {"accept": None}
DROP: dict[str, object] = {"drop": None}
LO_IN = match({"meta": {"key": "iifname"}}, "lo")
LO_OUT = match({"meta": {"key": "oifname"}}, "lo")
FORGED4 = match(
    {"payload": {"protocol": "ip", "field": "saddr"}},
    {"prefix": {"addr": "127.0.0.0", "len": 8}},
)
FORGED6 = match({"payload": {"protocol": "ip6", "field": "saddr"}}, "::1")
PORT22 = match({"payload": {"protocol": "tcp", "field": "dport"}}, 22)
INPUT: tuple[list[dict[str, object]], ...] = (
    [LO_IN, ACCEPT],
    [FORGED4, DROP],
    [FORGED6, DROP],
    [PORT22, ACCEPT],
)
OUTPUT: tuple[list[dict[str, object]], ...] = ([LO_OUT, ACCEPT],)


def nft(
    inbound: Iterable[object] = INPUT,
    outbound: Iterable[object] = OUTPUT,
    *,
    hooks: Iterable[str] = ("input", "forward", "output"),
    policy: str = "drop",
    family: str = "inet",
    table: str = "filter",
) -> str:
    """A table of an administrator's own as nft -j prints it."""
    where = {"family": family, "table": table}
    chains = [
        {
            "chain": {
                **where,
                "name": hook,
                "type": "filter",
                "hook": hook,
                "policy": policy,
            }
        }
        for hook in hooks
    ]
    rules = [
        {"rule": {**where, "chain": hook, "expr": expr}}
        for hook, given in (("input", inbound), ("output", outbound))
        for expr in given
    ]
    return json.dumps({"nftables": [*chains, *rules]})


NFTABLES: dict[Probe, Raw] = {
    **started("nftables"),
    **installed("nftables"),
    NFT: nft(),
    NFT_FILES[0]: {"/etc/nftables.conf": CONF},
}
SAVED4 = """\
*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT DROP [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -s 127.0.0.0/8 -j DROP
-A INPUT -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -j ACCEPT
-A OUTPUT -o lo -j ACCEPT
COMMIT
"""
SAVED6 = SAVED4.replace("127.0.0.0/8", "::1/128")
SAVED: dict[Probe, Raw] = {
    **started("netfilter-persistent"),
    **installed("iptables", "iptables-persistent"),
    IPTABLES: SAVED4,
    IP6TABLES: SAVED6,
}
