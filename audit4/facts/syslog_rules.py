"""What a syslog daemon does with messages: selectors and destinations."""

from collections.abc import Iterable
from dataclasses import dataclass

_SEVERITIES = {
    "emerg": 0,
    "panic": 0,
    "alert": 1,
    "crit": 2,
    "err": 3,
    "error": 3,
    "warning": 4,
    "warn": 4,
    "notice": 5,
    "info": 6,
    "debug": 7,
}
_ALL = frozenset(range(8))
# Logins are logged at info, refusals at notice and above.
WANTED = frozenset(range(7))


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a rule sends what it selects; rules stand in the order they run.

    `kind` is file, forward, discard or other. `selectors` must all select a
    message (`auth,authpriv.*`); `conditional` means a further test that is not
    about facility and severity. `mode` is what new log files get. `target` is
    a host or URL, `tls` whether the channel is encrypted, `verified` whether
    the server must also prove itself, `disk_queue` whether messages survive an
    outage of the target on disk.
    """

    kind: str
    selectors: tuple[str, ...] = ()
    conditional: bool = False
    path: str = ""
    mode: int | None = None
    target: str = ""
    port: str = ""
    protocol: str = ""
    tls: bool = False
    verified: bool = False
    disk_queue: bool = False

    @property
    def remote(self) -> bool:
        """Whether it sends to another machine."""
        return self.kind == "forward" and not loopback(self.target)


def loopback(host: str) -> bool:
    """Whether a target names this machine itself."""
    name = host.lower().strip("[]")
    return name in {"localhost", "localhost.localdomain", "::1", ""} or (
        name.startswith("127.")
    )


def selected(selector: str, facility: str) -> frozenset[int]:
    """Severities (0 emerg … 7 debug) that a classic selector takes of a facility.

    Parts between semicolons apply in order: `*.info;authpriv.none` takes none of
    authpriv. Facility `none`, `=` and `!` are those of rsyslog and syslog.conf(5).
    """
    taken: frozenset[int] = frozenset()
    for part in selector.replace(" ", "").split(";"):
        names, _, level = part.rpartition(".")
        if facility not in names.lower().split(",") and "*" not in names:
            continue
        taken = _apply(taken, level.lower())
    return taken


def _apply(taken: frozenset[int], level: str) -> frozenset[int]:
    if level == "none":
        return frozenset()
    negated, level = level.startswith("!"), level.removeprefix("!")
    exact, level = level.startswith("="), level.removeprefix("=")
    if level == "*":
        named = _ALL
    elif level in _SEVERITIES:
        top = _SEVERITIES[level]
        named = frozenset({top}) if exact else frozenset(range(top + 1))
    else:
        named = frozenset()
    return taken - named if negated else taken | named


def receives(rules: Iterable[Destination], facility: str) -> tuple[Destination, ...]:
    """Destinations that surely get every message of a facility from info up.

    A rule that discards without condition takes what it selects away from all
    that follow.
    """
    left, found = _ALL, []
    for rule in rules:
        if rule.conditional:
            continue
        taken = left
        for selector in rule.selectors:
            taken &= selected(selector, facility)
        if rule.kind == "discard":
            left -= taken
        elif taken >= WANTED:
            found.append(rule)
    return tuple(found)
