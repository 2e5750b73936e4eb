"""The anti-malware agent must be in touch with its management server.

An agent that lost its server keeps running, looks healthy on the host, and sends
the centre nothing. Known by what the agent says of itself, by files that it writes
while in touch, or by a connection that it holds.
"""

from collections.abc import Collection

from audit4.api import (
    LIFE,
    PROGRAMS,
    SERVICES,
    Check,
    Exempt,
    Life,
    Product,
    Program,
    Services,
    Text,
    Undetermined,
    Verdict,
    failed,
    not_applicable,
    passed,
    product_running,
    unknown,
)


def evaluate(
    life: Life,
    services: Services,
    processes: tuple[Program, ...],
    products: Collection[Product],
    max_age_hours: int,
) -> Verdict:
    """Pass where one running product that a server can manage is in touch with it."""
    running = [p for p in products if product_running(p, services, processes)]
    managed = [p for p in running if p.central]
    if not running:
        return not_applicable(Exempt.NOT_INSTALLED)
    if not managed:
        return not_applicable(Exempt.NOT_USED, _ALONE)
    shown, unclear = [], []
    for product in managed:
        try:
            well, how = life.in_touch(product, max_age_hours)
        except Undetermined as why:
            unclear.append(why)
            continue
        if well:
            return passed(f"{product.name}: {how}")
        shown.append(f"{product.name}: {how}")
    if unclear:
        return unknown(unclear[0].reason, unclear[0].detail)
    return failed(
        shown,
        expected=f"<= {max_age_hours} h",
        items=[p.name for p in managed],
        message=Text(
            "Tác tử đang chạy nhưng không liên lạc được với máy chủ quản trị",
            "The agent runs but is not in touch with its management server",
        ),
    )


_ALONE = Text(
    "Chỉ có sản phẩm không có máy chủ quản trị đang chạy",
    "Only products without a management server run here",
)

CHECK = Check(
    facts={"life": LIFE, "services": SERVICES, "processes": PROGRAMS},
    evaluate=evaluate,
)
