"""Rulesets read from their text mean what nft made of them in a kernel.

Each is loaded into an empty network namespace by Debian's own nft, and packets are
walked through both readings. Nothing is booted.
"""

import random
import re
import subprocess
from itertools import product
from pathlib import Path

import pytest

from audit4.facts.nft_text import read_nft_text
from audit4.facts.nftables import read_nft
from audit4.facts.packet_filter import Packet

from .machines import image
from .province import PACKAGES
from .scenarios import read

WRITTEN = sorted(
    {
        text
        for scenario in read()
        for text in re.findall(
            r"<<'X'\n(flush ruleset.*?)\nX\n", scenario.do, re.DOTALL
        )
    }
)
RULES = """
accept
drop
iif lo accept
iif != lo accept
iifname "eth*" accept
ct state vmap { established : accept, new : jump side }
ct state established,related accept
ct state new tcp dport 22 accept
tcp dport { 22, 80-90 } accept
udp dport 53 counter accept
th dport 443 accept
meta l4proto { tcp, udp } th dport 25 accept
ip saddr 10.0.0.0/8 accept
ip saddr != 10.0.0.0/8 drop
ip6 saddr fe80::/10 accept
ip protocol tcp accept
icmp type echo-request accept
limit rate 10/second burst 5 packets accept
limit rate over 10/second drop
log prefix "a b; drop " level info
counter packets 1 bytes 2 drop comment "chặn"
jump side
goto side
return
meta nfproto ipv6 accept
iifname != "lo" ip saddr 127.0.0.0/8 drop
tcp flags & (fin|syn|rst|ack) == syn accept
fib daddr type { broadcast, multicast } drop
meta mark 0x1 accept
tcp dport @ports accept
ip saddr @hosts accept
tcp dport vmap { 22 : accept, 23 : drop }
reject with icmpx type admin-prohibited
ip saddr . tcp dport { 10.0.0.1 . 22 } accept
tcp dport != 22 drop
tcp sport 1024-65535 accept
""".strip().splitlines()


def made(seed: int) -> str:
    """A ruleset of rules drawn at random."""
    drawn = random.Random(seed)
    side = [rule for rule in RULES if "side" not in rule]
    policy = drawn.choice(["policy drop;", "policy accept;", ""])
    return "\n".join(
        [
            "flush ruleset",
            "table inet f {",
            "set ports { type inet_service; flags interval; elements = { 25, 9-12 }; }",
            "set hosts { type ipv4_addr; elements = { 10.0.0.9, 10.0.0.8 }; }",
            "chain side {",
            *drawn.sample(side, 2),
            "}",
            f"chain c {{ type filter hook input priority 0; {policy}",
            *drawn.choices(RULES, k=drawn.randint(1, 5)),
            "}",
            "}",
        ]
    )


def packets() -> list[Packet]:
    """Packets from outside, from lo, and forged ones, at every hook."""
    own = {"ipv4": "127.0.0.1", "ipv6": "::1"}
    ways = product(own, ("tcp", "udp"), (None, 22, 25, 53, 443))
    return [
        Packet(
            family=family,
            protocol=protocol,
            port=port,
            hook=hook,
            source=source,
            interface=interface,
        )
        for family, protocol, port in ways
        for hook in ("input", "output", "forward")
        for source, interface in (("", ""), (own[family], ""), (own[family], "lo"))
    ]


@pytest.fixture(scope="module")
def root() -> Path:
    return image("bookworm", PACKAGES["bookworm"])


@pytest.mark.parametrize("text", [*WRITTEN, *map(made, range(40))])
def test_a_text_is_read_as_nft_reads_it(root: Path, text: str) -> None:
    script = "ip link set lo up; nft -f - && nft -j list ruleset"
    done = subprocess.run(
        ["unshare", "-n", "chroot", str(root), "sh", "-c", script],
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr

    loaded, _ = read_nft(done.stdout)
    written = read_nft_text(text, lambda _: [])

    assert not [
        packet
        for packet in packets()
        if any(t.denies(packet) for t in loaded)
        != any(t.denies(packet) for t in written)
    ]
