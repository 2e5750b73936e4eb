"""The recommendations of the CIS benchmarks that a finding goes back to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from audit4.reporting.clean import clean
from audit4.reporting.view import ClauseView

_ANY = ""

# Products as the benchmarks' table names them: their name, and their hosts' family.
_PRODUCTS = {
    "debian12": ("Debian 12", "debian"),
    "debian13": ("Debian 13", "debian"),
    "ubuntu2404": ("Ubuntu 24.04", "debian"),
    "rhel9": ("RHEL 9", "rhel"),
}


def recommendations(
    refs: Mapping[str, Any], families: Collection[str]
) -> Iterable[ClauseView]:
    """Numbers of the products whose families are there, like numbers together."""
    found = refs.get("cis")
    products: dict[str, list[str]] = defaultdict(list)
    for product, numbers in (found if isinstance(found, Mapping) else {}).items():
        name, family = _PRODUCTS.get(product, (clean(product, 40), _ANY))
        if family in {_ANY, *families}:
            several = numbers if isinstance(numbers, list | tuple) else (numbers,)
            products[clean(", ".join(map(str, several)), 80)].append(name)
    for numbers, names in products.items():
        yield ClauseView(standard=f"CIS {', '.join(names)}:", clause=numbers, levels=())
