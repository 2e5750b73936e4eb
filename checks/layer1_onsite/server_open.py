"""A data store or daemon must not take commands from the network unasked.

Redis, MongoDB and Docker once came without any log-in. Bound to this host alone they
may; bound to more they must ask for a password or a client's certificate.
"""

import re
from collections.abc import Collection, Mapping

from audit4.api import (
    SERVERS,
    Check,
    Exempt,
    Reason,
    Scope,
    Servers,
    Verdict,
    judged_all,
    not_applicable,
    unknown,
)

_LOCAL = re.compile(r"-?(127\.[\d.]+|::1|localhost|/\S+|fd:\S*|unix:\S*|none)$")


def evaluate(
    servers: Servers,
    *,
    product: str,
    address: str,
    guarded: Mapping[str, Collection[str]] | None = None,
    never: Mapping[str, str] | None = None,
) -> Verdict:
    """Fail where `address` is more than local and no setting of `guarded` holds.

    `never` holds settings that close the door by themselves (`port 0`).
    """
    scopes = servers.of(product)
    if scopes is None:
        return not_applicable(Exempt.NOT_INSTALLED)
    if not scopes:
        return unknown(Reason.NOT_COLLECTED, f"configuration of {product}")
    wrong = [
        f"{s.name}: {address} {s.values.get(address, '')}"
        for s in scopes
        if not _closed(s, never or {})
        and _outside(s.values.get(address, ""))
        and not any(_holds(s.values.get(k, ""), v) for k, v in (guarded or {}).items())
    ]
    expected = "this host alone" + (f", or {' | '.join(guarded)}" if guarded else "")
    return judged_all(wrong, expected=expected, actual=_shown(scopes, address))


def _closed(scope: Scope, never: Mapping[str, str]) -> bool:
    return any(scope.values.get(key) == value for key, value in never.items())


def _holds(value: str, allowed: Collection[str]) -> bool:
    return value.lower() in allowed


def _outside(text: str) -> bool:
    words = [w.strip("\"'") for w in re.split(r"[\s,]+", text) if w.strip("\"'")]
    bare = [re.sub(r"^tcp://\[?|\]?:\d+$", "", w) if "//" in w else w for w in words]
    return any(not _LOCAL.match(word) for word in bare)


def _shown(scopes: Collection[Scope], address: str) -> str:
    return ", ".join(sorted({s.values.get(address, "") for s in scopes}))[:200]


CHECK = Check(facts={"servers": SERVERS}, evaluate=evaluate)
