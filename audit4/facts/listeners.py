"""Sockets that wait for connections, with the process behind each."""

import re
from dataclasses import dataclass
from ipaddress import ip_address

from audit4.evidence import KIB, Command, Evidence, Fact, Reason, Undetermined

# The header stays, so that "nothing listens" differs from "said nothing".
SS = Command(id="listeners.ss", argv=("ss", "-tulpn"), max_bytes=512 * KIB)
NETSTAT = Command(
    id="listeners.netstat", argv=("netstat", "-tulpn"), max_bytes=512 * KIB
)

_SS_USER = re.compile(r'users:\(\("(.*?)",pid=(\d{1,10}),')
_NETSTAT_USER = re.compile(r"\s(\d{1,10})/(.+?)\s*$")
_SS_FIELDS = 6
_NETSTAT_FIELDS = 5
_MAX_PORT = 65535


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """A listening TCP or bound UDP socket.

    `protocol` is tcp or udp. `address` is bare, without brackets or zone; any
    address is `*`, `0.0.0.0` or `::`. `process` is empty and `pid` None where
    the kernel itself listens (NFS, WireGuard).
    """

    protocol: str
    address: str
    port: int
    process: str
    pid: int | None

    @property
    def exposed(self) -> bool:
        """Whether others than this host itself can reach the address."""
        if self.address == "*":
            return True
        address = ip_address(self.address)
        mapped = getattr(address, "ipv4_mapped", None)
        return not (mapped or address).is_loopback


def _parse(seen: Evidence) -> tuple[Listener, ...]:
    text = seen.output_if_present(SS)
    if text is not None:
        return _ss(text)
    return _netstat(seen.output(NETSTAT))


# By hand: jc's ss parser evaluates text that comes from the host and drops what
# it cannot read; here a row that makes no sense spoils the answer.
def _ss(text: str) -> tuple[Listener, ...]:
    header, *rows = text.splitlines() or [""]
    if not header.startswith("Netid"):
        raise Undetermined(Reason.UNPARSEABLE, "ss")
    return tuple(_ss_row(row) for row in rows if row.strip())


def _ss_row(row: str) -> Listener:
    fields = row.split(None, _SS_FIELDS)
    if len(fields) < _SS_FIELDS or fields[0] not in {"tcp", "udp"}:
        raise Undetermined(Reason.UNPARSEABLE, "ss")
    user = _SS_USER.search(row)
    return _listener(
        fields[0],
        fields[4],
        process=user[1] if user else "",
        pid=user[2] if user else None,
    )


def _netstat(text: str) -> tuple[Listener, ...]:
    lines = text.splitlines()
    if not any(line.startswith("Proto") for line in lines):
        raise Undetermined(Reason.UNPARSEABLE, "netstat")
    return tuple(_netstat_row(line) for line in lines if line[:3] in {"tcp", "udp"})


def _netstat_row(row: str) -> Listener:
    fields = row.split()
    if len(fields) < _NETSTAT_FIELDS:
        raise Undetermined(Reason.UNPARSEABLE, "netstat")
    user = _NETSTAT_USER.search(row)
    return _listener(
        fields[0][:3],
        fields[3],
        process=user[2] if user else "",
        pid=user[1] if user else None,
    )


def _listener(protocol: str, where: str, *, process: str, pid: str | None) -> Listener:
    host, _, port = where.rpartition(":")
    # [fe80::1]%eth0, fe80::1%eth0 and 127.0.0.53%lo alike
    address = host.replace("[", "").replace("]", "").partition("%")[0]
    try:
        number = int(port)
        if address != "*":
            ip_address(address)
    except ValueError:
        raise Undetermined(Reason.UNPARSEABLE, f"listener {where}"[:80]) from None
    if not 0 <= number <= _MAX_PORT:
        raise Undetermined(Reason.UNPARSEABLE, f"listener {where}"[:80])
    return Listener(
        protocol=protocol,
        address=address,
        port=number,
        process=process,
        pid=int(pid) if pid else None,
    )


LISTENERS: Fact[tuple[Listener, ...]] = Fact(
    name="listeners", probes=(SS, NETSTAT), parse=_parse
)
