"""Logs must go to the centre that the unit is to be linked with.

The setting `log_targets` of the inventory names it (host names or addresses).
Where it names none, only that logs leave the host can be judged, and is said so.
"""

from collections.abc import Collection

from audit4.api import (
    SENDERS,
    SETTING,
    Check,
    Product,
    Senders,
    Setting,
    Text,
    Verdict,
    failed,
    named,
    passed,
    unknown,
)


def evaluate(
    senders: Senders, setting: Setting, products: Collection[Product]
) -> Verdict:
    """Pass where a running forwarder sends to one of the named targets."""
    ways = senders.channels(products)
    wanted = named(setting.settings.get("log_targets"))
    expected = " | ".join(wanted) or "log_targets"
    right = [c for c in ways.found if not wanted or c.target.lower() in wanted]
    if right:
        return passed(
            [str(c) for c in right],
            expected=expected,
            message=None if wanted else _EXISTS,
        )
    for reason, detail in ways.unclear:
        return unknown(reason, detail)
    actual = [str(c) for c in ways.found]
    return failed(
        actual or "-",
        expected=expected,
        items=actual,
        message=Text(
            "Không có tác tử nào đang đẩy nhật ký về đúng đích",
            "No running forwarder sends logs to the right target",
        ),
    )


_EXISTS = Text(
    "Có tác tử đẩy nhật ký; kiểm kê chưa nêu đích (log_targets) nên chưa đối chiếu",
    "Logs are forwarded; the inventory names no log_targets to compare with",
)

CHECK = Check(facts={"senders": SENDERS, "setting": SETTING}, evaluate=evaluate)
