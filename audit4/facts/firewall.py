"""The host's packet filter as the kernel holds it, whoever loaded it.

ufw, firewalld and scripts all end in an nftables or iptables ruleset, so that
is what counts. A kernel that has no symbol of a filter cannot hold a ruleset of
it; where it has and the tool to list it is missing, nobody can tell.
"""

import re
from dataclasses import dataclass

from audit4.evidence import (
    KIB,
    Command,
    Evidence,
    Fact,
    File,
    Reason,
    Undetermined,
)
from audit4.facts.iptables import read_iptables
from audit4.facts.nftables import read_nft
from audit4.facts.packet_filter import Packet, Table

# nft prints its whole JSON on one line, which is cut when it is long: a line each
# for tables, chains and rules. Its "key" names a field, but looks like a secret to
# the masks: here it is called "what". Without nft the shell exits 127.
_LISTED = (
    "command -v nft >/dev/null || exit 127;"
    r""" nft -j list ruleset | sed 's/}}, {"/}},\n{"/g;s/"key":/"what":/g'"""
)
NFT = Command(
    id="firewall.nft",
    argv=("sh", "-c", _LISTED),
    max_bytes=2048 * KIB,
)
IPTABLES = Command(
    id="firewall.iptables", argv=("iptables-save",), max_bytes=1024 * KIB
)
IP6TABLES = Command(
    id="firewall.ip6tables", argv=("ip6tables-save",), max_bytes=1024 * KIB
)
# Where iptables works on nftables, older rules are seen by these alone.
LEGACY = Command(
    id="firewall.iptables_legacy", argv=("iptables-legacy-save",), max_bytes=1024 * KIB
)
LEGACY6 = Command(
    id="firewall.ip6tables_legacy",
    argv=("ip6tables-legacy-save",),
    max_bytes=1024 * KIB,
)
# vfs_read is in every kernel: without it the list says nothing.
SYMBOLS = Command(
    id="firewall.symbols",
    argv=(
        "grep",
        "-woE",
        "vfs_read|nft_do_chain|ipt_do_table|ip6t_do_table",
        "/proc/kallsyms",
    ),
    needs_root=False,
)
TABLE_NAMES = Command(
    id="firewall.table_names", argv=("cat", "/proc/net/ip_tables_names")
)
TABLE_NAMES6 = Command(
    id="firewall.table_names6", argv=("cat", "/proc/net/ip6_tables_names")
)
UFW_CONF = File(id="firewall.ufw", path="/etc/ufw/ufw.conf", needs_root=False)

_UFW_ENABLED = re.compile(r"^[ \t]*ENABLED\s*=\s*[\"']?(\w+)", re.MULTILINE)
_PROTOCOLS = ("tcp", "udp")
_NOT_FOUND = 127
_MOST_PORTS = 500
# cat of a file that a kernel without the tables does not have
_CAT = (0, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Firewall:
    """All tables that were read, and why others could not be.

    `ufw` says whether ufw is switched on in its own configuration.
    """

    tables: tuple[Table, ...]
    unread: tuple[Undetermined, ...] = ()
    ufw: bool = False

    @property
    def rules(self) -> int:
        """How many rules were read."""
        return sum(len(c.rules) for t in self.tables for c in t.chains.values())

    def denies(self, packet: Packet) -> bool:
        """Whether a packet is dropped or rejected.

        Raises:
            Undetermined: no table that was read denies it, and another that may
                could not be read.
        """
        if any(table.denies(packet) for table in self.tables):
            return True
        if self.unread:
            raise self.unread[0].again()
        return False

    def names(self, family: str, protocol: str, port: int) -> bool:
        """Whether any rule is about the port, to admit it or to close it."""
        packet = Packet(family=family, protocol=protocol, port=port)
        return any(
            rule.names(packet)
            for table in self.tables
            if family in table.families
            for rule in table.rules()
        )

    def admitted(self, family: str, protocol: str) -> frozenset[int]:
        """Ports that a rule names, of a range the first: at most 500."""
        found = {
            port
            for table in self.tables
            if family in table.families
            for rule in table.rules()
            for port in rule.ports(protocol)
        }
        return frozenset(sorted(found)[:_MOST_PORTS])

    def default_deny(self, family: str, hook: str = "input") -> bool:
        """Whether TCP and UDP to a port that no rule names are denied."""
        return all(
            self.denies(Packet(family=family, protocol=protocol, hook=hook))
            for protocol in _PROTOCOLS
        )

    def admits(self, address: str, protocol: str, port: int) -> bool:
        """Whether anyone gets through to the port on the address."""
        families = ["ipv6" if ":" in address else "ipv4"]
        if address in {"*", "::"}:  # a socket on :: takes IPv4 too, by default
            families = ["ipv4", "ipv6"]
        packets = [Packet(family=f, protocol=protocol, port=port) for f in families]
        return not all(self.denies(packet) for packet in packets)


def _parse(seen: Evidence) -> Firewall:
    tables: list[Table] = []
    unread: list[Undetermined] = []
    for read in (_nft, _iptables, _ip6tables):
        try:
            tables += read(seen)
        except Undetermined as why:
            if why.reason in {Reason.NOT_COLLECTED, Reason.PERMISSION}:
                raise
            unread.append(why.again())
    return Firewall(tables=tuple(tables), unread=tuple(unread), ufw=ufw_on(seen))


def ufw_on(seen: Evidence) -> bool:
    """Whether ufw is switched on in its own configuration."""
    said = _UFW_ENABLED.findall(seen.file(UFW_CONF) or "")
    return bool(said) and said[-1].lower() == "yes"


def _kernel_has(seen: Evidence, symbol: str) -> bool:
    """Whether the kernel has the filter; unreadable symbols mean it may."""
    found = seen.output(SYMBOLS, exits=(0, 1, 2)).split()
    return symbol in found or "vfs_read" not in found


def _nft(seen: Evidence) -> tuple[Table, ...]:
    (item,) = seen.take(NFT)
    text = None if item.exit == _NOT_FOUND else seen.output_if_present(NFT)
    if text is None:
        if _kernel_has(seen, "nft_do_chain"):
            raise Undetermined(Reason.MISSING_TOOL, "nft")
        return ()
    tables, foreign = read_nft(text)
    if foreign and seen.output_if_present(IPTABLES) is None:
        raise Undetermined(Reason.MISSING_TOOL, "iptables-save")
    return tables


def _iptables(seen: Evidence) -> tuple[Table, ...]:
    return _saved(seen, (IPTABLES, LEGACY), "ipv4", "ipt_do_table", TABLE_NAMES)


def _ip6tables(seen: Evidence) -> tuple[Table, ...]:
    return _saved(seen, (IP6TABLES, LEGACY6), "ipv6", "ip6t_do_table", TABLE_NAMES6)


def _saved(
    seen: Evidence,
    commands: tuple[Command, ...],
    family: str,
    symbol: str,
    names: Command,
) -> tuple[Table, ...]:
    texts = [seen.output_if_present(command) for command in commands]
    found = [text for text in texts if text is not None]
    # A table is registered when its first rule is set.
    if not found and _kernel_has(seen, symbol) and seen.output(names, exits=_CAT):
        raise Undetermined(Reason.MISSING_TOOL, commands[0].argv[0])
    return tuple(table for text in found for table in read_iptables(text, family))


FIREWALL: Fact[Firewall] = Fact(
    name="firewall",
    probes=(
        NFT,
        IPTABLES,
        IP6TABLES,
        LEGACY,
        LEGACY6,
        SYMBOLS,
        TABLE_NAMES,
        TABLE_NAMES6,
        UFW_CONF,
    ),
    parse=_parse,
)
