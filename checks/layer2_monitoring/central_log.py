"""Logs must leave the host, so that who breaks in cannot wipe them.

Counted are channels of what runs now, to another machine, that take all login
messages; a configured daemon that stands still sends nothing.
"""

from collections.abc import Collection

from audit4.api import (
    SENDERS,
    Check,
    Product,
    Senders,
    Text,
    Verdict,
    failed,
    passed,
    unknown,
)


def evaluate(senders: Senders, products: Collection[Product]) -> Verdict:
    """Pass where one channel takes all login messages to another machine."""
    ways = senders.channels(products)
    whole = [str(c) for c in ways.found if c.complete]
    if whole:
        return passed(whole)
    for reason, detail in ways.unclear:
        return unknown(reason, detail)
    partly = [str(c) for c in ways.found]
    return failed(
        partly or "-",
        expected="auth, authpriv → log server",
        items=partly,
        message=Text(
            "Nhật ký đăng nhập không được đẩy đầy đủ về hệ thống tập trung",
            "Login messages are not all forwarded to a central system",
        ),
    )


CHECK = Check(facts={"senders": SENDERS}, evaluate=evaluate)
