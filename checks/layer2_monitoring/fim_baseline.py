"""File integrity needs something to compare with: a database of how files were.

A tool without its database reports nothing, and an empty one compares nothing.
The new database that a run leaves beside it is not the one that is read.
"""

from collections.abc import Collection, Mapping
from fnmatch import fnmatchcase

from audit4.api import (
    AIDE,
    OS,
    PACKAGES,
    PROGRAMS,
    SERVICES,
    SIGNS_OF_LIFE,
    Aide,
    Check,
    DatedStat,
    Exempt,
    OsRelease,
    Packages,
    Product,
    Program,
    Reason,
    Services,
    Verdict,
    failed,
    not_applicable,
    passed,
    product_there,
    unknown,
)


def evaluate(
    aide: Aide,
    signs: Mapping[str, DatedStat],
    os: OsRelease,
    packages: Packages,
    services: Services,
    processes: tuple[Program, ...],
    products: Collection[Product],
) -> Verdict:
    """Pass where one product that is there has a database that is not empty."""
    there = [p for p in products if product_there(p, os, packages, services, processes)]
    if not there:
        return not_applicable(Exempt.NOT_INSTALLED)
    expected: list[str] = []
    for product in there:
        paths, known = _paths(product, aide), {**signs, **aide.stats}
        expected += paths
        for path, stat in known.items():
            if stat.size and any(fnmatchcase(path, p) for p in paths):
                return passed(path)
        if not paths:
            return unknown(Reason.UNSUPPORTED, f"{product.id}: database")
        if outside := [p for p in paths if not _asked(p)]:
            return unknown(Reason.NOT_COLLECTED, outside[0][:200])
    return failed("-", expected=" | ".join(expected), items=[p.name for p in there])


def _paths(product: Product, aide: Aide) -> tuple[str, ...]:
    return aide.databases if product.id == "aide" else product.baseline


def _asked(path: str) -> bool:
    return path.startswith(("/var/lib/", "/var/ossec/queue/"))


CHECK = Check(
    facts={
        "aide": AIDE,
        "signs": SIGNS_OF_LIFE,
        "os": OS,
        "packages": PACKAGES,
        "services": SERVICES,
        "processes": PROGRAMS,
    },
    evaluate=evaluate,
)
