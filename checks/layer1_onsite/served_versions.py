"""What listens for TLS must not take old versions of it, whatever files say.

A server reads more than one file, a proxy stands before it, a restart was forgotten:
what counts is the answer. The host's own openssl offers each version to each of its
ports that others can reach. Where that openssl does not know a version any more, the
port's answer to it is unknown, and no refusal.
"""

from collections.abc import Collection

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


def evaluate(served: ServedTls, *, refused: Collection[str]) -> Verdict:
    """Fail for each port that takes a version which is to be refused."""
    if not served.ports and not served.unclear:
        return not_applicable(Exempt.NOT_USED)
    wrong = [
        f"{port.name}: {', '.join(taken)}"
        for port in served.ports
        if (taken := [v for v in refused if port.versions.get(v)])
    ]
    unasked = [
        (Reason.UNSUPPORTED, f"{port.name}: {version}")
        for port in served.ports
        for version in refused
        if port.versions.get(version) is None
    ]
    return judged_all(
        wrong,
        expected=f"not {', '.join(refused)}",
        unclear=[*served.unclear, *unasked],
        actual=", ".join(port.name for port in served.ports),
    )


CHECK = Check(facts={"served": SERVED_TLS}, evaluate=evaluate)
