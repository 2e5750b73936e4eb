from pathlib import Path

import pytest

from audit4.evidence import ItemStatus, Reason, Undetermined
from audit4.facts.listeners import LISTENERS, NETSTAT, SS, Listener
from audit4.testing import evidence

CAPTURED = Path(__file__).parents[2] / "evidence"
HEADER = "Netid State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n"
NETSTAT_TEXT = """\
Active Internet connections (only servers)
Proto Recv-Q Send-Q Local Address   Foreign Address  State    PID/Program name
tcp        0      0 0.0.0.0:22      0.0.0.0:*        LISTEN   812/sshd
tcp6       0      0 :::3306         :::*             LISTEN   901/mysqld
udp        0      0 127.0.0.1:323   0.0.0.0:*                 640/chronyd
udp        0      0 0.0.0.0:2049    0.0.0.0:*                 -
"""


@pytest.mark.parametrize("system", ["debian11", "debian12", "debian13"])
def test_reads_captured_ss(system: str) -> None:
    text = (CAPTURED / system / "listeners.ss.txt").read_text()

    found = evidence({SS: text}).fact(LISTENERS)

    assert [(x.address, x.port, x.process) for x in found] == [
        ("0.0.0.0", 22, "sshd"),
        ("::", 22, "sshd"),
    ]
    assert all(x.exposed and x.pid for x in found)


@pytest.mark.parametrize(
    ("where", "address", "exposed"),
    [
        ("*:80", "*", True),
        ("[::]:22", "::", True),
        ("10.0.0.5:22", "10.0.0.5", True),
        ("127.0.0.53%lo:53", "127.0.0.53", False),
        ("[::1]:25", "::1", False),
        ("[::ffff:127.0.0.1]:8005", "::ffff:127.0.0.1", False),
        ("[fe80::1]%eth0:546", "fe80::1", True),
        (":::111", "::", True),
    ],
)
def test_tells_loopback_from_the_network(
    where: str,
    address: str,
    exposed: bool,  # noqa: FBT001
) -> None:
    row = f"tcp LISTEN 0 128 {where} *:*\n"

    (found,) = evidence({SS: HEADER + row}).fact(LISTENERS)

    assert (found.address, found.exposed) == (address, exposed)


def test_a_process_name_with_quotes_and_spaces_stays_whole() -> None:
    row = 'udp UNCONN 0 0 *:53 *:* users:(("my "odd" app",pid=7,fd=3),("b",pid=8))\n'

    (found,) = evidence({SS: HEADER + row}).fact(LISTENERS)

    assert (found.process, found.pid) == ('my "odd" app', 7)


def test_netstat_serves_where_ss_is_missing() -> None:
    seen = evidence({SS: ItemStatus.ABSENT, NETSTAT: NETSTAT_TEXT})

    found = seen.fact(LISTENERS)

    assert [(x.protocol, x.port, x.process, x.exposed) for x in found] == [
        ("tcp", 22, "sshd", True),
        ("tcp", 3306, "mysqld", True),
        ("udp", 323, "chronyd", False),
        ("udp", 2049, "", True),
    ]


def test_nothing_listening_is_an_answer() -> None:
    found: tuple[Listener, ...] = evidence({SS: HEADER}).fact(LISTENERS)

    assert found == ()


@pytest.mark.parametrize(
    ("ss", "netstat", "reason"),
    [
        ("", ItemStatus.ABSENT, Reason.UNPARSEABLE),
        (HEADER + "tcp LISTEN\n", ItemStatus.ABSENT, Reason.UNPARSEABLE),
        (HEADER + "tcp LISTEN 0 1 nowhere:80 *:*\n", "", Reason.UNPARSEABLE),
        (HEADER + "tcp LISTEN 0 1 1.2.3.4:99999 *:*\n", "", Reason.UNPARSEABLE),
        (ItemStatus.ABSENT, "", Reason.UNPARSEABLE),
        (ItemStatus.ABSENT, ItemStatus.ABSENT, Reason.MISSING_TOOL),
        (ItemStatus.TIMEOUT, NETSTAT_TEXT, Reason.TIMEOUT),
    ],
)
def test_a_broken_answer_is_undetermined(
    ss: str | ItemStatus, netstat: str | ItemStatus, reason: Reason
) -> None:
    with pytest.raises(Undetermined) as why:
        evidence({SS: ss, NETSTAT: netstat}).fact(LISTENERS)

    assert why.value.reason is reason


def test_a_view_without_root_is_never_read() -> None:
    with pytest.raises(Undetermined) as why:
        evidence({SS: HEADER}, privileged=False).fact(LISTENERS)

    assert why.value.reason is Reason.PERMISSION
