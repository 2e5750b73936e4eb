"""A product that runs must do its work: watch as files are used, obey its centre.

Scanning once a night lets ransomware finish first, and a product that nobody
manages is switched off by whoever gets root. What a product says of itself
counts before what its configuration says; one product in the wanted state is
enough.
"""

from collections.abc import Collection
from typing import Literal

from audit4.api import (
    AGENTS,
    PROGRAMS,
    SERVICES,
    Agents,
    Check,
    Exempt,
    Product,
    Program,
    Reason,
    Services,
    Undetermined,
    Verdict,
    failed,
    matching,
    not_applicable,
    passed,
    product_running,
    running_name,
    said,
    unknown,
)


def evaluate(
    agents: Agents,
    services: Services,
    processes: tuple[Program, ...],
    products: Collection[Product],
    want: Literal["realtime", "managed"],
    kind: str = "",
    also: Collection[Product] = (),
) -> Verdict:
    """Pass where one running product is in the wanted state."""
    running = [
        p
        for p in (*products, *also)
        if (not kind or kind in p.kinds) and product_running(p, services, processes)
    ]
    if not running:
        return not_applicable(Exempt.NOT_INSTALLED)
    state = _realtime if want == "realtime" else _managed
    unclear: list[Undetermined] = []
    for product in running:
        try:
            if state(product, agents, services, processes):
                return passed(f"{product.name}: {want}", expected=want)
        except Undetermined as why:
            unclear.append(why)
    if unclear:
        return unknown(unclear[0].reason, unclear[0].detail)
    names = [p.name for p in running]
    return failed([f"{name}: running" for name in names], expected=want, items=names)


def _realtime(
    product: Product,
    agents: Agents,
    services: Services,
    processes: tuple[Program, ...],
) -> bool:
    if product.guards and not running_name(product.guards, services, processes):
        return False
    if product.status and product.realtime:
        return said(agents.status(product), product.realtime, every=True)
    if product.realtime:
        settings = agents.settings(product)
        return all(matching(settings, (pattern,)) for pattern in product.realtime)
    if product.guards or product.resident:
        return True
    raise Undetermined(Reason.UNSUPPORTED, f"{product.id}: real-time protection")


def _managed(
    product: Product,
    agents: Agents,
    services: Services,
    processes: tuple[Program, ...],
) -> bool:
    if not product.central:
        return False
    if product.managers:
        return running_name(product.managers, services, processes)
    if product.status and product.managed:
        return said(agents.status(product), product.managed, every=False)
    if product.managed:
        return bool(matching(agents.settings(product), product.managed))
    raise Undetermined(Reason.UNSUPPORTED, f"{product.id}: management")


CHECK = Check(
    facts={"agents": AGENTS, "services": SERVICES, "processes": PROGRAMS},
    evaluate=evaluate,
)
