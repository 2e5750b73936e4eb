"""What cannot be sent must wait on disk, so that an outage loses nothing.

UDP and a queue in memory lose messages when the log server or this host restarts.
"""

from collections.abc import Collection

from audit4.api import SENDERS, Check, Product, Senders, Verdict


def evaluate(senders: Senders, products: Collection[Product]) -> Verdict:
    """Fail for each channel without a queue on disk."""
    return senders.channels(products).judged(
        lambda c: "" if c.queued else str(c),
        expected="queue.filename + queue.type | disk-buffer",
    )


CHECK = Check(facts={"senders": SENDERS}, evaluate=evaluate)
