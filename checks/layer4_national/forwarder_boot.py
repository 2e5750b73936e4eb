"""What forwards logs now must come back after a restart.

An agent started by hand sends until the next power cut, and nobody notices.
"""

from collections.abc import Collection

from audit4.api import SENDERS, Check, Product, Senders, Verdict


def evaluate(senders: Senders, products: Collection[Product]) -> Verdict:
    """Fail for each channel none of whose services starts at boot."""
    starts = senders.services.enabled
    return senders.channels(products).judged(
        lambda c: "" if any(map(starts, c.services)) else c.via, expected="enabled"
    )


CHECK = Check(facts={"senders": SENDERS}, evaluate=evaluate, version=2)
