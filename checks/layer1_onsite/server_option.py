"""A setting of a web server, a database or Docker must be what the policy allows.

Judged wherever it counts: each virtual host, folder and cluster with what it inherits,
includes, drop-ins and the maker's defaults. `refused` are words that must not stand in
the value, `allowed` the whole values that may; `where` picks the scopes that are meant.
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


def evaluate(
    servers: Servers,
    *,
    product: str,
    option: str,
    allowed: Collection[str] = (),
    refused: Collection[str] = (),
    where: Mapping[str, str] | None = None,
    stated: bool = False,
) -> Verdict:
    """Fail for each scope with another value; `stated` asks that there be one."""
    scopes = servers.of(product)
    if scopes is None:
        return not_applicable(Exempt.NOT_INSTALLED)
    if not scopes:
        return unknown(Reason.NOT_COLLECTED, f"configuration of {product}")
    meant = [s for s in scopes if _meant(s, where or {})]
    judged = [s for s in meant if option in s.values]
    if not judged and not (stated and meant):
        return not_applicable(Exempt.NOT_USED)
    wrong = [
        f"{s.name}: {option} {s.values.get(option, '(unset)')}"
        for s in (meant if stated else judged)
        if not _good(s.values.get(option), allowed, refused)
    ]
    words = " | ".join(allowed) or "not " + ", ".join(refused)
    actual = ", ".join(sorted({s.values.get(option, "") for s in judged}))
    return judged_all(wrong, expected=f"{option}: {words}", actual=actual[:200])


def _meant(scope: Scope, where: Mapping[str, str]) -> bool:
    return all(scope.values.get(key, "").lower() == v for key, v in where.items())


def _good(
    value: str | None, allowed: Collection[str], refused: Collection[str]
) -> bool:
    if value is None:
        return False
    low = value.lower()
    if allowed and low not in {word.lower() for word in allowed}:
        return False
    words = set(re.split(r"[\s,+]+", low))
    return not words & {word.lower() for word in refused}


CHECK = Check(facts={"servers": SERVERS}, evaluate=evaluate)
