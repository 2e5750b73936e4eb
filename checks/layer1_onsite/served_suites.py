"""What listens for TLS must not take suites that are broken, whatever files say.

Offered are suites without encryption or without a certificate, RC4, DES, 3DES and
export ones, and nothing else; a port that takes one of them would take it from
whoever stands in between, too. Most builds of openssl lack some kinds: a port is
good only where the rest is lacking in the server's library as well.
"""

from audit4.api import (
    SERVED_TLS,
    Check,
    Exempt,
    Reason,
    ServedTls,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(served: ServedTls) -> Verdict:
    """Fail for each port that takes a weak suite."""
    if not served.ports and not served.unclear:
        return not_applicable(Exempt.NOT_USED)
    wrong = [
        f"{port.name}: {', '.join(dict.fromkeys(port.weak))}"
        for port in served.ports
        if port.weak
    ]
    unasked = [
        (Reason.UNSUPPORTED, f"{port.name}: {', '.join(port.unasked or ('weak',))}")
        for port in served.ports
        if port.unasked is None or port.unasked
    ]
    return judged_all(
        wrong,
        expected="no weak suite",
        unclear=[*served.unclear, *unasked],
        actual=", ".join(port.name for port in served.ports),
    )


CHECK = Check(facts={"served": SERVED_TLS}, evaluate=evaluate)
