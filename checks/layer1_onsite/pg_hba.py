"""PostgreSQL must ask everybody who connects for a proof that holds.

`trust` lets anyone be anyone, `password` sends it in the clear, `md5` and `ident`
are proofs that can be stolen or made up. `peer` holds on the local socket alone.
"""

from collections.abc import Collection, Iterable
from ipaddress import ip_network
from typing import Literal

from audit4.api import (
    SERVERS,
    Check,
    Exempt,
    Reason,
    Servers,
    Verdict,
    judged_all,
    not_applicable,
    unknown,
)

_LOCAL = frozenset({"127.0.0.1", "::1", "localhost", "samehost"})
_WITH_MASK = 6


def evaluate(
    servers: Servers,
    *,
    refused: Collection[str],
    kinds: Literal["all", "network", "clear"] = "all",
) -> Verdict:
    """Fail for each line with a refused method, or from the network without TLS."""
    scopes = servers.of("postgresql")
    if scopes is None:
        return not_applicable(Exempt.NOT_INSTALLED)
    if not scopes:
        return unknown(Reason.NOT_COLLECTED, "postgresql.conf")
    rows = [(s.name, row.split()) for s in scopes for row in s.rows]
    wrong = [
        f"{name}: {' '.join(words)}"[:160]
        for name, words in rows
        if _wrong(words, refused, kinds)
    ]
    expected = "hostssl" if kinds == "clear" else f"not {', '.join(refused)}"
    return judged_all(wrong, expected=expected, actual=f"{len(rows)} ok")


def _wrong(words: list[str], refused: Collection[str], kinds: str) -> bool:
    method, remote = _method(words), _remote(words)
    if kinds == "clear":
        return words[0] in {"host", "hostnossl"} and remote and method != "reject"
    return method in refused and (remote or kinds == "all")


def _method(words: list[str]) -> str:
    return next(iter(_methods(words)), "").lower()


def _methods(words: list[str]) -> Iterable[str]:
    if words[0] == "local":
        return words[3:4]
    masked = len(words) >= _WITH_MASK and words[4][:1].isdigit()
    return words[5:6] if masked else words[4:5]


def _remote(words: list[str]) -> bool:
    if words[0] == "local" or len(words) <= 3:  # noqa: PLR2004 - no address there
        return False
    address = words[3].partition("/")[0].strip('"').lower()
    if address in _LOCAL:
        return False
    try:
        return not ip_network(words[3], strict=False).is_loopback
    except ValueError:
        return True


CHECK = Check(facts={"servers": SERVERS}, evaluate=evaluate)
