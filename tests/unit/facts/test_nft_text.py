import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit4.evidence import Reason, Undetermined
from audit4.facts.nft_text import read_nft_text
from audit4.facts.packet_filter import Packet

UNLISTED = Packet(family="ipv4", protocol="tcp")
SSH = Packet(family="ipv4", protocol="tcp", port=22)
INPUT = "type filter hook input priority filter; policy drop;"


def denies(text: str, packet: Packet = UNLISTED, *, included: str = "") -> bool:
    tables = read_nft_text(text, lambda _: [included])
    return any(table.denies(packet) for table in tables)


def chain(*rules: str, head: str = INPUT) -> str:
    body = "\n".join(f"    {rule}" for rule in rules)
    return (
        "#!/usr/sbin/nft -f\nflush ruleset\n\ntable inet filter {\n"
        f"  chain input {{\n    {head}\n{body}\n  }}\n}}\n"
    )


@pytest.mark.parametrize(
    ("rule", "denied"),
    [
        ("accept", False),
        ("counter packets 3 bytes 180 accept", False),
        ('accept comment "all of it"', False),
        ("# accept", True),
        ('iif "lo" accept', True),
        ("iif lo accept", True),
        ("iif != lo accept", False),
        ('meta iifname "eth0" accept', False),
        ("iifname { lo, docker0 } accept", True),
        ("ct state established,related accept", True),
        ("ct state { established, related, new } accept", False),
        ("ct state vmap { established : accept, invalid : drop }", True),
        ("ct state vmap { established: accept, new: accept }", False),
        ("tcp dport 22 accept", True),
        ("tcp dport 1-65535 accept", False),
        ("tcp dport { 22, 80-443 } accept", True),
        ("meta l4proto tcp accept", False),
        ("meta l4proto { icmp, ipv6-icmp } accept", True),
        ("ip protocol icmp accept", True),
        ("ip6 saddr fe80::/10 accept", True),
        ("ip saddr 10.0.0.0/8 accept", True),
        ("ip saddr != 10.0.0.0/8 accept", False),
        ("ip saddr 0.0.0.0/0 accept", False),
        ("icmp type echo-request limit rate 5/second accept", True),
        ("limit rate 10/second burst 5 packets accept", False),
        ("fib daddr type local accept", False),
        ("meta skuid root accept", True),
        ('log prefix "x; accept " level info', True),
        ("jump nowhere", True),
    ],
)
def test_an_accept_that_may_hold_opens_a_drop_policy(
    rule: str,
    denied: bool,  # noqa: FBT001
) -> None:
    assert denies(chain(rule)) is denied


@pytest.mark.parametrize(
    ("head", "rules", "denied"),
    [
        ("type filter hook input priority 0;", (), False),
        ("type filter hook input priority 0; policy accept;", (), False),
        ("type filter hook input priority 0", ("drop",), True),
        ("type filter hook input priority 0", ("counter reject with tcp reset",), True),
        ("type nat hook input priority 0; policy drop;", (), False),
        ("", ("drop",), False),
        ("type filter hook output priority 0; policy drop;", (), False),
    ],
)
def test_only_a_filter_at_the_hook_closes_it(
    head: str,
    rules: tuple[str, ...],
    denied: bool,  # noqa: FBT001
) -> None:
    assert denies(chain(*rules, head=head)) is denied


def test_variables_and_named_sets_are_looked_up() -> None:
    text = (
        "define OPEN = { 22, 443 }\ntable inet f {\n  set web { type inet_service; "
        "flags interval\n elements = { 80, 8080-8081 } }\n"
        f"  chain i {{ {INPUT} tcp dport $OPEN accept; tcp dport @web accept; }}\n}}\n"
    )

    assert not denies(text, SSH)
    assert not denies(text, Packet(family="ipv4", protocol="tcp", port=8081))
    assert denies(text, Packet(family="ipv4", protocol="tcp", port=25))


def test_what_is_included_is_read_in_its_place() -> None:
    rules = "add rule inet filter input accept\n"

    assert not denies(chain() + 'include "/etc/nftables.d/*"\n', included=rules)
    assert denies('include "/a"\n' + chain(), included=chain("accept"))


def test_statements_one_by_one_build_the_same_table() -> None:
    lines = [
        "add table inet f",
        "add chain inet f i { type filter hook input priority 0; policy drop; }",
        "add rule inet f i tcp dport { ssh } accept",
    ]
    text = "\n".join(lines)

    assert denies(text)
    assert not denies(text, SSH)
    assert not denies(text + "\ninsert rule inet f i accept\n")
    assert not denies(text + "\ndelete table inet f\n")
    assert denies(text + "\nadd rule inet f i accept\nflush chain inet f i\n", SSH)


@pytest.mark.parametrize(
    ("family", "four", "six"),
    [("inet", True, True), ("ip", True, False), ("ip6", False, True)],
)
def test_a_table_closes_its_own_family_alone(
    family: str,
    four: bool,  # noqa: FBT001
    six: bool,  # noqa: FBT001
) -> None:
    text = chain().replace("table inet", f"table {family}")

    assert denies(text) is four
    assert denies(text, Packet(family="ipv6", protocol="tcp")) is six


def test_other_families_are_no_filter_of_ip() -> None:
    assert read_nft_text("table netdev x { chain y { } }", lambda _: []) == ()


@pytest.mark.parametrize("text", ["table inet f {", "add rule inet", "table"])
def test_a_broken_file_is_undetermined(text: str) -> None:
    with pytest.raises(Undetermined) as why:
        read_nft_text(text, lambda _: [])

    assert why.value.reason is Reason.UNPARSEABLE


def test_files_that_include_each_other_end() -> None:
    with pytest.raises(Undetermined):
        denies('include "/a"', included='include "/a"\n')


WORDS = """
table inet f chain i { } ; , add rule set define $x = include @x vmap : ip saddr tcp
dport accept ct state elements policy drop != flush limit rate counter packets jump
comment log prefix fib daddr type
"""


@given(
    st.lists(st.sampled_from(WORDS.split()), max_size=40).map(" ".join)
    | st.text(max_size=200)
)
def test_no_text_breaks_the_reading(text: str) -> None:
    with contextlib.suppress(Undetermined):
        read_nft_text(text, lambda _: [])
