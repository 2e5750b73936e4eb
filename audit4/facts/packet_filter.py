"""What a packet filter does with a new packet from anywhere, walked rule by rule.

nftables and iptables are both brought into this form. A match either certainly
holds for the packet, certainly does not, or may: an interface that could be the
one to the Internet, a rate limit. An accept that may hold counts as open, a drop
only if it certainly holds, so that no filter is called tighter than it is. What
the walk does not know (sets of addresses, marks) is taken to admit the few it
was written for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from ipaddress import ip_address, ip_network

_ALL_PORTS = 60_000  # a range this wide leaves nothing closed
_VIRTUAL = (
    "br-",
    "cali",
    "cilium",
    "cni",
    "docker",
    "flannel",
    "lxc",
    "lxd",
    "podman",
    "tailscale",
    "tap",
    "tun",
    "veth",
    "virbr",
    "vnet",
    "wg",
)
_PROTOCOLS = {"6": "tcp", "17": "udp"}
_NOT_UNICAST = ("22", "23", "255.255.255.255", "ff")


class Holds(IntEnum):
    """Whether a match holds for the packet."""

    NO = 0
    MAYBE = 1
    YES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """The first packet of a connection with an unlisted outside address.

    `hook` is input (it comes from there), output (it goes there) or forward (it
    goes from one such to another). `port` None means a port that no rule names.
    `source` is set where the packet says that it comes from a certain address,
    `interface` where it crosses a certain one.
    """

    family: str
    protocol: str
    port: int | None = None
    hook: str = "input"
    source: str = ""
    interface: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One condition of a rule.

    `kind` is interface (of arrival), out, protocol, family, state, source,
    destination, port, local, limit or other; a port is a number or `low-high`.
    """

    kind: str
    values: tuple[str, ...] = ()
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Conditions and what follows: accept, deny, jump, goto, return or none."""

    matches: tuple[Match, ...]
    action: str
    target: str = ""

    def ports(self, protocol: str) -> Iterable[int]:
        """The ports that it is about, of a range the first."""
        if any(
            m.kind == "protocol"
            and not _matches(m, Packet(family="", protocol=protocol))
            for m in self.matches
        ):
            return ()
        firsts = (
            value.replace(":", "-").partition("-")[0]
            for m in self.matches
            if m.kind == "port" and not m.negated
            for value in m.values
        )
        return [int(first[:6]) for first in firsts if first.isdecimal()]

    def names(self, packet: Packet) -> bool:
        """Whether it is about the packet's port, by number or by range."""
        spoken = [m for m in self.matches if m.kind in {"port", "protocol", "family"}]
        by_port = any(m.kind == "port" and not m.negated for m in spoken)
        return by_port and all(_matches(m, packet) for m in spoken)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Rules in order; `hook` and `policy` only of a base chain."""

    rules: tuple[Rule, ...] = ()
    hook: str = ""
    policy: str = "accept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Chains that can jump to one another, for `ipv4`, `ipv6` or both.

    `name` is nftables' own; a table of iptables has its name there (`filter`) and
    `iptables` set.
    """

    families: frozenset[str]
    chains: Mapping[str, Chain]
    name: str = ""
    iptables: bool = False

    def rules(self) -> Iterable[Rule]:
        """All rules of all chains."""
        return (rule for chain in self.chains.values() for rule in chain.rules)

    def denies(self, packet: Packet) -> bool:
        """Whether a base chain at the packet's hook drops or rejects it."""
        if packet.family not in self.families:
            return False
        base = [n for n, chain in self.chains.items() if chain.hook == packet.hook]
        memo: dict[str, str] = {}
        return any(
            (_walk(self, name, packet, memo) or self.chains[name].policy) == "deny"
            for name in base
        )


def _walk(table: Table, name: str, packet: Packet, memo: dict[str, str]) -> str:
    """`accept`, `deny`, or an empty word where the chain ends undecided."""
    if name not in memo:
        memo[name] = ""  # a loop, which the kernel refuses, decides nothing
        chain = table.chains.get(name, Chain())
        memo[name] = _decide(table, chain, packet, memo)
    return memo[name]


def _decide(table: Table, chain: Chain, packet: Packet, memo: dict[str, str]) -> str:
    for rule in chain.rules:
        sure = min((_holds(m, packet) for m in rule.matches), default=Holds.YES)
        if sure is Holds.NO:
            continue
        outcome = rule.action
        if rule.action in {"jump", "goto"}:
            outcome = _walk(table, rule.target, packet, memo)
        if outcome == "accept" or (outcome == "deny" and sure is Holds.YES):
            return outcome
        if rule.action in {"return", "goto"} and sure is Holds.YES:
            return ""
    return ""


def _matches(match: Match, packet: Packet) -> bool:
    return _holds(match, packet) is Holds.YES


def _holds(match: Match, packet: Packet) -> Holds:
    holds = _positive(match, packet)
    if not match.negated or holds is Holds.MAYBE:
        return holds
    if match.kind == "other":
        return Holds.NO
    return Holds.NO if holds is Holds.YES else Holds.YES


def _positive(match: Match, packet: Packet) -> Holds:  # noqa: PLR0911 - one a kind
    values = match.values
    match match.kind:
        case "interface" | "out":
            if packet.hook == ("input" if match.kind == "out" else "output"):
                return Holds.NO
            return max((_interface(v, packet) for v in values), default=Holds.NO)
        case "protocol":
            named = {_PROTOCOLS.get(v, v) for v in values}
            return _yes(bool(named & {packet.protocol, "all", "0"}))
        case "family":
            return _yes(packet.family in values)
        case "state":
            return _yes("new" in {v.lower() for v in values})
        case "source" | "destination":
            ends = {("source", "output"), ("destination", "input")}
            own = (match.kind, packet.hook) in ends
            return max((_address(v, packet, own=own) for v in values), default=Holds.NO)
        case "port":
            return _yes(any(_port(v, packet.port) for v in values))
        case "local":
            return _yes("local" in {v.lower() for v in values})
        case "limit":
            return Holds.MAYBE
        case _:
            return Holds.NO


def _yes(true: bool) -> Holds:  # noqa: FBT001 - a conversion
    return Holds.YES if true else Holds.NO


def _interface(name: str, packet: Packet) -> Holds:
    if packet.interface:
        stem, wild, _ = name.replace("+", "*").partition("*")
        return _yes(
            packet.interface.startswith(stem) if wild else name == packet.interface
        )
    inside = name == "lo" or name.startswith(_VIRTUAL)
    return Holds.NO if inside else Holds.MAYBE


def _address(address: str, packet: Packet, *, own: bool) -> Holds:
    """`own` is the end of the connection that is this host."""
    if address.endswith("/0"):
        return Holds.YES
    if packet.source and not own:
        return _yes(_within(packet.source, address))
    if not own or address.startswith(_NOT_UNICAST):
        return Holds.NO
    return Holds.MAYBE


def _within(address: str, network: str) -> bool:
    low, dash, high = network.partition("-")
    try:
        if dash:
            return ip_address(low) <= ip_address(address) <= ip_address(high)  # type: ignore[operator]
        return ip_address(address) in ip_network(network, strict=False)
    except (ValueError, TypeError):
        return False


def _port(value: str, port: int | None) -> bool:
    low, _, high = value.replace(":", "-").partition("-")
    if not low.isdecimal() or not (high or low).isdecimal():
        return False
    first, last = int(low[:6]), int((high or low)[:6])
    return last - first >= _ALL_PORTS if port is None else first <= port <= last
