"""A managed product must obey the unit's own management server.

The setting `av_servers` of the inventory names it (host names or addresses). An
agent that was left with its vendor's trial console, or with the server of a
supplier who is gone, is managed by nobody here.
"""

from collections.abc import Collection

from audit4.api import (
    AGENTS,
    PROGRAMS,
    SERVICES,
    SETTING,
    Agents,
    Check,
    Exempt,
    Product,
    Program,
    Reason,
    Services,
    Setting,
    Undetermined,
    Verdict,
    failed,
    hosts,
    matching,
    named,
    not_applicable,
    passed,
    product_running,
    unknown,
)


def evaluate(
    agents: Agents,
    services: Services,
    processes: tuple[Program, ...],
    setting: Setting,
    products: Collection[Product],
) -> Verdict:
    """Fail where a running product's server is none that the inventory names."""
    wanted = named(setting.settings.get("av_servers"))
    running = [
        p for p in products if p.central and product_running(p, services, processes)
    ]
    if not wanted or not running:
        return not_applicable(Exempt.NOT_USED)
    found: list[tuple[str, str]] = []
    unclear: list[Undetermined] = []
    for product in running:
        try:
            found += [(product.name, host) for host in _servers(product, agents)]
        except Undetermined as why:
            unclear.append(why)
    expected = " | ".join(wanted)
    actual = [f"{name}: {host}" for name, host in found]
    if any(host.lower() in wanted for _, host in found):
        return passed(actual, expected=expected)
    if unclear:
        return unknown(unclear[0].reason, unclear[0].detail)
    return failed(actual or "-", expected=expected, items=actual)


def _servers(product: Product, agents: Agents) -> tuple[str, ...]:
    if not product.servers:
        raise Undetermined(Reason.UNSUPPORTED, f"{product.id}: server")
    settings = agents.status(product) if product.status else agents.settings(product)
    return tuple(
        host for value in matching(settings, product.servers) for host in hosts(value)
    )


CHECK = Check(
    facts={
        "agents": AGENTS,
        "services": SERVICES,
        "processes": PROGRAMS,
        "setting": SETTING,
    },
    evaluate=evaluate,
)
