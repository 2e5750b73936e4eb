"""The forwarder must reach its target now, not only name it.

A wrong key, a closed port or a changed certificate stops the feed while daemon and
configuration look right. Shown by an established connection of the forwarder to
the target, by what an agent says of itself, or by a file that it writes while its
server answers. UDP leaves no trace of whether anybody listens.
"""

from collections.abc import Collection

from audit4.api import (
    LIFE,
    SENDERS,
    SETTING,
    Channel,
    Check,
    Exempt,
    Life,
    Product,
    Reason,
    Senders,
    Setting,
    Text,
    Undetermined,
    Verdict,
    failed,
    named,
    not_applicable,
    passed,
    unknown,
)


def evaluate(
    senders: Senders,
    life: Life,
    setting: Setting,
    products: Collection[Product],
    max_age_hours: int,
) -> Verdict:
    """Pass where one channel, to a named target where some are named, is alive."""
    ways = senders.channels(products)
    wanted = named(setting.settings.get("log_targets"))
    meant = [c for c in ways.found if not wanted or c.target.lower() in wanted]
    known = {p.id: p for p in products}
    unclear, dead = list(ways.unclear), []
    for channel in meant:
        try:
            if _alive(channel, known.get(channel.via), life, max_age_hours):
                return passed(str(channel))
            dead.append(str(channel))
        except Undetermined as why:
            unclear.append((why.reason, why.detail))
    for reason, detail in unclear:
        return unknown(reason, detail)
    if not dead:
        return not_applicable(Exempt.NOT_USED)
    return failed(dead, expected="established", items=dead, message=_SILENT)


def _alive(
    channel: Channel, product: Product | None, life: Life, max_age_hours: int
) -> bool:
    if channel.protocol.startswith("udp"):
        raise Undetermined(Reason.UNSUPPORTED, str(channel))
    if product and (product.contact or product.heartbeat):
        return life.in_touch(product, max_age_hours)[0]
    return life.connected(channel) is not None


_SILENT = Text(
    "Tác tử đẩy nhật ký không có kết nối tới đích: dữ liệu không tới trung tâm",
    "The forwarder has no connection to its target: nothing reaches the centre",
)

CHECK = Check(
    facts={"senders": SENDERS, "life": LIFE, "setting": SETTING}, evaluate=evaluate
)
