"""What a running product keeps writing must be fresh: signatures, heartbeat.

Anti-malware with old signatures does not know what circulates today. The newest
of a product's files counts. With `optional`, products that have no signatures by
their nature are not asked.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from fnmatch import fnmatchcase

from audit4.api import (
    NOW,
    PROGRAMS,
    SERVICES,
    SIGNS_OF_LIFE,
    Check,
    DatedStat,
    Exempt,
    Product,
    Program,
    Reason,
    Services,
    Verdict,
    age_of,
    failed,
    not_applicable,
    passed,
    product_running,
    unknown,
)


def evaluate(
    signs: Mapping[str, DatedStat],
    services: Services,
    processes: tuple[Program, ...],
    now: datetime,
    products: Collection[Product],
    max_age_days: int,
    *,
    optional: bool = False,
) -> Verdict:
    """Pass where one running product's newest file is fresh."""
    running = [p for p in products if product_running(p, services, processes)]
    if not running:
        return not_applicable(Exempt.NOT_INSTALLED)
    ages = {p.name: _age(p, signs, now) for p in running if p.signs}
    if not ages and optional:
        return not_applicable(Exempt.NOT_USED)
    if not ages:
        return unknown(Reason.UNSUPPORTED, ", ".join(p.name for p in running))
    known = {name: age for name, age in ages.items() if age is not None}
    if any(age < -1 for age in known.values()):
        return unknown(Reason.UNPARSEABLE, "time in the future")
    actual = [f"{n}: {f'{a:.0f} d' if a is not None else '-'}" for n, a in ages.items()]
    if any(age <= max_age_days for age in known.values()):
        return passed(actual, expected=f"<= {max_age_days} d")
    return failed(actual, expected=f"<= {max_age_days} d", items=ages)


def _age(
    product: Product, signs: Mapping[str, DatedStat], now: datetime
) -> float | None:
    return min(
        (
            age_of(stat, now)
            for path, stat in signs.items()
            if any(fnmatchcase(path, pattern) for pattern in product.signs)
        ),
        default=None,
    )


CHECK = Check(
    facts={
        "signs": SIGNS_OF_LIFE,
        "services": SERVICES,
        "processes": PROGRAMS,
        "now": NOW,
    },
    evaluate=evaluate,
)
