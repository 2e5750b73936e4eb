"""One product of a list must be installed, run, start at boot or be kept fresh.

Products are rows of data. Installed is not running: an agent that stands still
protects nothing, and is the case that a look at packages misses. More than one
product is fine; `also` is a second list, and `kind` narrows both to what
counts as such (av, edr, ids).
"""

from collections.abc import Collection
from typing import Literal

from audit4.api import (
    OS,
    PACKAGES,
    PROGRAMS,
    SERVICES,
    Check,
    OsRelease,
    Packages,
    Product,
    Program,
    Services,
    Verdict,
    failed,
    passed,
    product_running,
    product_there,
)


def evaluate(
    os: OsRelease,
    packages: Packages,
    services: Services,
    processes: tuple[Program, ...],
    products: Collection[Product],
    want: Literal["installed", "running", "enabled", "updating"],
    kind: str = "",
    also: Collection[Product] = (),
) -> Verdict:
    """Pass where one product is in the wanted state."""
    there = [
        p
        for p in (*products, *also)
        if (not kind or kind in p.kinds)
        and product_there(p, os, packages, services, processes)
    ]
    met = [p for p in there if _is(p, want, services, processes)]
    if met:
        return passed([f"{p.name}: {want}" for p in met])
    return failed(
        [f"{p.name}: installed" for p in there] or "-",
        expected=want,
        items=[p.name for p in there],
    )


def _is(
    product: Product, want: str, services: Services, processes: tuple[Program, ...]
) -> bool:
    match want:
        case "installed":
            return True
        case "enabled":
            return any(map(services.enabled, product.services))
        case "running":
            return product_running(product, services, processes)
        case _:
            running = product_running(product, services, processes)
            names = product.updaters
            return running and (not names or any(map(services.running, names)))


CHECK = Check(
    facts={
        "os": OS,
        "packages": PACKAGES,
        "services": SERVICES,
        "processes": PROGRAMS,
    },
    evaluate=evaluate,
)
