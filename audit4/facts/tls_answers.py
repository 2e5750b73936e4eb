"""What openssl s_client printed of a handshake, and what that says of the port."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """How a port answered one offer."""

    TAKEN = "taken"
    REFUSED = "refused"
    CLOSED = "closed"
    PLAIN = "plain"
    SILENT = "silent"
    UNSENT = "not asked"


# Alerts that may mean the suites of the offer, and not its version.
NO_COMMON = frozenset({"handshake_failure", "insufficient_security"})
_ALERT = re.compile(r"(<<<|>>>) .*Alert.*, fatal (\w+)")
_NEW = re.compile(r"New, .*, Cipher is ([A-Za-z0-9_-]{1,80})")
_END = re.compile(r"@=(\d{1,3})")
_NO_TLS = re.compile(
    r"wrong version number|packet length too long|http request|unknown protocol"
    r"|record too small|bad record type"
)
_TIMED_OUT = {"124", "137", "143"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One handshake: the answer, its alert or suite, and lines of the rest."""

    answer: Answer
    alert: str = ""
    suite: str = ""
    lines: tuple[str, ...] = ()


def tries(blocks: Iterable[list[str]]) -> Mapping[str, Try]:
    """Handshakes by what was offered; a block begins with that."""
    found: dict[str, Try] = {}
    for head, *lines in blocks:
        offer, _, start = head.strip().partition(" ")
        found[offer] = _try(lines, start)
    return found


def _try(lines: list[str], start: str) -> Try:
    alerts = [(a[1], a[2]) for line in lines if (a := _ALERT.match(line))]
    told = next((name for way, name in alerts if way == "<<<"), "")
    suite = next((s[1] for line in lines if (s := _NEW.match(line))), "")
    return Try(
        answer=_answer(lines, alerts, start),
        alert=told,
        suite=suite,
        lines=tuple(lines),
    )


def _answer(lines: list[str], alerts: list[tuple[str, str]], start: str) -> Answer:
    def said(way: str, what: str) -> bool:
        return any(x.startswith(way) and x.endswith(f", {what}") for x in lines)

    ends = [e[1] for line in lines if (e := _END.fullmatch(line))]
    if said("<<<", "ServerHello"):
        # An old server may answer with another version than the one offered.
        other = (">>>", "protocol_version") in alerts
        return Answer.REFUSED if other else Answer.TAKEN
    if not ends or ends[-1] in _TIMED_OUT:
        return Answer.SILENT
    if not said(">>>", "ClientHello"):
        return Answer.PLAIN if _declined(lines, start) else Answer.UNSENT
    if any(way == "<<<" for way, _ in alerts):
        return Answer.REFUSED
    if any(":error:" in line and _NO_TLS.search(line) for line in lines):
        return Answer.PLAIN
    return Answer.CLOSED


def _declined(lines: list[str], start: str) -> bool:
    """Whether a database was reached and said that it has no TLS."""
    if "mysql" in start:
        return any("not support SSL" in line for line in lines)
    connected = any(line.startswith("CONNECTED") for line in lines)
    return "postgres" in start and connected
