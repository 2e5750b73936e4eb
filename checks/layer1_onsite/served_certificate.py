"""Certificates that the host's ports show must be valid, strong and come whole.

A renewed file is of no use to a server that was not reloaded: judged is what a
visitor without a name of his own wish gets, the chain behind it included. Where an
issuer was neither shown nor known to the host, it is unknown whether it is missing.
"""

from datetime import datetime
from typing import Literal

from audit4.api import (
    NOW,
    SERVED_TLS,
    Certificate,
    Chain,
    Check,
    Exempt,
    Reason,
    ServedTls,
    TlsPort,
    Verdict,
    judged_all,
    not_applicable,
)

_Judge = Literal["validity", "key", "signature", "chain"]
_BROKEN = frozenset({Chain.SELF_SIGNED, Chain.MISSING})


def evaluate(
    served: ServedTls,
    now: datetime,
    *,
    judge: _Judge,
    days: int = 0,
    rsa_bits: int = 2048,
    ec_bits: int = 224,
) -> Verdict:
    """Fail for each certificate that misses; `days` it must still be valid."""
    shown = [port for port in served.ports if port.chain is not Chain.NONE]
    if not shown and not served.unclear:
        return not_applicable(Exempt.NOT_USED)

    def fault(certificate: Certificate) -> str:
        if judge == "validity":
            return certificate.out_of_date(now, days)
        if judge == "key":
            return certificate.short_key(rsa_bits=rsa_bits, ec_bits=ec_bits)
        return certificate.weak_digest

    faults = [
        f"{certificate.path}: {found}"
        for port in shown
        for certificate in (_judged(port) if judge != "chain" else ())
        if (found := fault(certificate))
    ]
    broken = [f"{p.name}: {p.chain}" for p in shown if p.chain in _BROKEN]
    expected = {
        "validity": f"valid for {days} d",
        "key": f"rsa >= {rsa_bits}, ec >= {ec_bits}",
        "signature": "sha256 or better",
        "chain": "leads to an authority",
    }
    return judged_all(
        broken if judge == "chain" else faults,
        expected=expected[judge],
        unclear=[*served.unclear, *_unclear(shown, judge)],
        actual=", ".join(port.name for port in shown),
    )


def _judged(port: TlsPort) -> list[Certificate]:
    """All but a root behind others: it is trusted by hand, not by its signature."""
    return [c for n, c in enumerate(port.certificates) if not (n and c.self_signed)]


def _unclear(shown: list[TlsPort], judge: _Judge) -> list[tuple[Reason, str]]:
    unread = [p for p in shown if p.chain is Chain.UNREAD]
    still = [p for p in shown if p.chain is Chain.OPEN and judge == "chain"]
    return [
        *((Reason.UNPARSEABLE, p.name) for p in unread),
        *((Reason.NOT_COLLECTED, f"{p.name}: {p.chain}") for p in still),
    ]


CHECK = Check(facts={"served": SERVED_TLS, "now": NOW}, evaluate=evaluate)
