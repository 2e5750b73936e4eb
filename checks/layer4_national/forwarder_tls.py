"""Logs on their way must be encrypted, and the receiver must prove who it is.

Log lines carry names, addresses and at times secrets; a channel without
verification hands them to whoever answers. With `log_targets` in the inventory
only channels to these count, else all.
"""

from collections.abc import Collection

from audit4.api import (
    SENDERS,
    SETTING,
    Check,
    Product,
    Senders,
    Setting,
    Verdict,
    named,
)


def evaluate(
    senders: Senders,
    setting: Setting,
    products: Collection[Product],
    *,
    verified: bool = False,
) -> Verdict:
    """Fail for each channel in the clear, with `verified` also for unproven peers."""
    return senders.channels(products).judged(
        lambda c: "" if (c.verified if verified else c.tls) else str(c),
        expected="TLS, x509/name" if verified else "TLS",
        targets=named(setting.settings.get("log_targets")),
    )


CHECK = Check(facts={"senders": SENDERS, "setting": SETTING}, evaluate=evaluate)
