"""Certificates of services must be valid, strong and issued by somebody.

An expired certificate teaches users to click warnings away, which is all that an
impostor needs. A certificate that a configuration names and nobody can read is
unknown, not good.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from audit4.api import (
    CERTIFICATES,
    NOW,
    Certificate,
    Certificates,
    Check,
    Exempt,
    Reason,
    Verdict,
    judged_all,
    not_applicable,
)

_Judge = Callable[[Certificate], str]


def evaluate(
    shown: Certificates,
    now: datetime,
    *,
    judge: Literal["validity", "key", "signature", "issuer"],
    days: int = 0,
    rsa_bits: int = 2048,
    ec_bits: int = 224,
) -> Verdict:
    """Fail for each certificate that misses; `days` it must still be valid."""
    if not shown.found and not shown.unread:
        return not_applicable(Exempt.NOT_USED)
    judges: dict[str, _Judge] = {
        "validity": lambda c: c.out_of_date(now, days),
        "key": lambda c: c.short_key(rsa_bits=rsa_bits, ec_bits=ec_bits),
        "signature": lambda c: c.weak_digest,
        "issuer": lambda c: "self-signed" if c.self_signed else "",
    }
    expected = {
        "validity": f"valid for {days} d",
        "key": f"rsa >= {rsa_bits}, ec >= {ec_bits}",
        "signature": "sha256 or better",
        "issuer": "issued by an authority",
    }
    faults = ((c.path, judges[judge](c)) for c in shown.found)
    return judged_all(
        [f"{path}: {fault}" for path, fault in faults if fault],
        expected=expected[judge],
        unclear=[(Reason.UNPARSEABLE, path) for path in shown.unread],
        actual=f"{len(shown.found)} ok",
    )


CHECK = Check(facts={"shown": CERTIFICATES, "now": NOW}, evaluate=evaluate)
