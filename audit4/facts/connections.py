"""TCP connections that stand now, with the process that holds each."""

import re
from dataclasses import dataclass
from ipaddress import ip_address

from audit4.evidence import (
    KIB,
    Command,
    Evidence,
    Fact,
    ItemStatus,
    Reason,
    Undetermined,
)

# The header stays, so that "none" differs from "said nothing".
ESTABLISHED = Command(
    id="connections.ss",
    argv=("ss", "-tnp", "state", "established"),
    max_bytes=512 * KIB,
)

_USER = re.compile(r'\("(.*?)",pid=\d')
_FIELDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One connection; `peer` is a bare address, `processes` all that hold it."""

    peer: str
    port: str
    processes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Connections:
    """Connections to other machines; `gap` says why not all of them are here."""

    items: tuple[Connection, ...]
    gap: Undetermined | None = None

    def of(self, names: tuple[str, ...]) -> tuple[Connection, ...]:
        """Connections of the processes with one of these names.

        Raises:
            Undetermined: there is none, but not all are known.
        """
        # The kernel cuts names to 15 characters.
        short = {name[:15] for name in names}
        found = tuple(c for c in self.items if short & set(c.processes))
        if not found and self.gap:
            raise self.gap.again()
        return found


def _parse(seen: Evidence) -> Connections:
    try:
        (item,) = seen.take(ESTABLISHED)
        cut = item.status is ItemStatus.TRUNCATED
        rows = _rows(item.content if cut else seen.output(ESTABLISHED))
    except Undetermined as why:
        return Connections(items=(), gap=why.again())
    # The last row of a text that was cut off is half a row.
    found = tuple(c for row in (rows[:-1] if cut else rows) if (c := _row(row)))
    gap = Undetermined(Reason.TRUNCATED, ESTABLISHED.id) if cut else None
    return Connections(items=found, gap=gap)


def _rows(text: str) -> list[str]:
    header, *rows = text.splitlines() or [""]
    if not header.startswith(("Recv-Q", "Netid")):
        raise Undetermined(Reason.UNPARSEABLE, "ss")
    return [row for row in rows if row.strip()]


def _row(row: str) -> Connection | None:
    words = row.split(None, _FIELDS)
    if words and words[0] == "tcp":
        words = row.split(None, _FIELDS + 1)[1:]
    if len(words) < _FIELDS:
        raise Undetermined(Reason.UNPARSEABLE, "ss")
    peer, _, port = words[3].rpartition(":")
    try:
        address = ip_address(peer.strip("[]").partition("%")[0])
    except ValueError:
        raise Undetermined(Reason.UNPARSEABLE, "ss") from None
    real = getattr(address, "ipv4_mapped", None) or address
    if real.is_loopback:
        return None
    users = _USER.findall(words[_FIELDS]) if len(words) > _FIELDS else []
    return Connection(peer=str(real), port=port, processes=tuple(users))


CONNECTIONS: Fact[Connections] = Fact(
    name="connections", probes=(ESTABLISHED,), parse=_parse
)
