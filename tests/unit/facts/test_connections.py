import pytest

from audit4.evidence import Item, ItemStatus, Reason, Undetermined
from audit4.facts.connections import CONNECTIONS, ESTABLISHED, Connections
from audit4.testing import evidence

# Printed by iproute2 6.1 (Debian 12); older ones call the last column nothing.
HEADER = "Recv-Q Send-Q Local Address:Port  Peer Address:Port Process\n"
RSYSLOG = '0 0 192.0.2.7:5 192.0.2.50:6514 users:(("rsyslogd",pid=7,fd=3))\n'


def read(raw: str | ItemStatus | Item) -> Connections:
    return evidence({ESTABLISHED: raw}).fact(CONNECTIONS)


def test_a_connection_has_its_peer_and_the_processes_that_hold_it() -> None:
    (found,) = read(HEADER + RSYSLOG).of(("rsyslogd",))

    assert (found.peer, found.port) == ("192.0.2.50", "6514")


@pytest.mark.parametrize(
    ("peer", "address"),
    [
        ("[2001:db8::1]:1", "2001:db8::1"),
        ("[::ffff:192.0.2.9]:1", "192.0.2.9"),
        ("[fe80::1%eth0]:1", "fe80::1"),
    ],
)
def test_addresses_are_bare(peer: str, address: str) -> None:
    assert read(f"{HEADER}0 0 a:1 {peer}\n").items[0].peer == address


def test_connections_to_the_host_itself_do_not_count() -> None:
    text = "".join(
        f"0 0 a:1 {p}:1\n" for p in ("127.0.0.1", "[::1]", "[::ffff:127.0.0.1]")
    )

    assert read(HEADER + text).items == ()


def test_names_are_compared_as_far_as_the_kernel_keeps_them() -> None:
    row = RSYSLOG.replace("rsyslogd", "systemd-journal")

    assert read(HEADER + row).of(("systemd-journal-upload",))


def test_what_is_in_a_text_that_was_cut_off_counts() -> None:
    cut = Item(
        probe=ESTABLISHED.id,
        name="",
        status=ItemStatus.TRUNCATED,
        content=HEADER + RSYSLOG + "0 0 192.0.2",
    )

    assert read(cut).of(("rsyslogd",))
    with pytest.raises(Undetermined) as why:
        read(cut).of(("nxlog",))
    assert why.value.reason is Reason.TRUNCATED


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.ABSENT, Reason.MISSING_TOOL),
        (ItemStatus.DENIED, Reason.PERMISSION),
        ("", Reason.UNPARSEABLE),
        ("rubbish\n", Reason.UNPARSEABLE),
    ],
)
def test_what_was_not_read_is_undetermined(
    raw: str | ItemStatus, reason: Reason
) -> None:
    with pytest.raises(Undetermined) as why:
        read(raw).of(("x",))

    assert why.value.reason is reason


@pytest.mark.parametrize("row", ["0 0 a\n", "0 0 a:1 b:1\n", "\x00\n"])
def test_a_row_that_makes_no_sense_spoils_the_answer(row: str) -> None:
    with pytest.raises(Undetermined):
        read(HEADER + row)
