"""One product of a list must be installed, run, start at boot or be kept fresh.

Products are rows of data. Installed is not running: an agent that stands still
protects nothing, and is the case that a look at packages misses. More than one
product is fine.
"""

from collections.abc import Collection
from typing import Literal

from audit4.api import (
    OS,
    PACKAGES,
    PROCESSES,
    SERVICES,
    Check,
    OsRelease,
    Packages,
    Process,
    Product,
    Services,
    Verdict,
    failed,
    passed,
    product_running,
)


def evaluate(
    os: OsRelease,
    packages: Packages,
    services: Services,
    processes: tuple[Process, ...],
    products: Collection[Product],
    want: Literal["installed", "running", "enabled", "updating"],
) -> Verdict:
    """Pass where one product is in the wanted state."""
    there = [
        p
        for p in products
        if _packaged(p, os, packages)
        or any(services.get(name) for name in p.services)
        or product_running(p, services, processes)
    ]
    met = [p for p in there if _is(p, want, services, processes)]
    if met:
        return passed([f"{p.name}: {want}" for p in met])
    return failed(
        [f"{p.name}: installed" for p in there] or "-",
        expected=want,
        items=[p.name for p in there],
    )


def _packaged(product: Product, os: OsRelease, packages: Packages) -> bool:
    names = (
        *product.packages.get(os.family, ()),
        *product.packages.get("any", ()),
    )
    return any(map(packages.installed, names))


def _is(
    product: Product, want: str, services: Services, processes: tuple[Process, ...]
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
        "processes": PROCESSES,
    },
    evaluate=evaluate,
)
