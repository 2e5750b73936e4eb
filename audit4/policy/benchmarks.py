"""What the CIS benchmarks ask for, by the identifiers that SCAP content gives it.

A rule of a policy names the identifiers that it decides; which recommendation of
which benchmark that is stands in a table, so that no number is written by hand.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit4.errors import InputError, Location
from audit4.policy.draft import Draft
from audit4.policy.files import ControlFile, RefsFile, RuleFile

NOT_LISTED = "-"

_FAMILIES = {
    "debian": ("debian", "ubuntu"),
    "rhel": ("rhel", "centos", "rocky", "alma", "ol"),
    "suse": ("sle", "sles", "suse", "opensuse"),
    "amazon": ("amazon", "amzn", "al"),
    "alpine": ("alpine",),
}
_PRODUCT = re.compile(r"([a-z]+?)(?:linux)?[\d._-]*")
_NUMBER = re.compile(r"\d+(\.\d+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmarks:
    """Identifiers by product, each with the numbers of its recommendations.

    `products` maps each product to the OS family that its hosts have here.
    """

    products: Mapping[str, str]
    asked: Mapping[str, Mapping[str, tuple[str, ...]]]

    def numbers(
        self, identifiers: Iterable[str], families: Iterable[frozenset[str]]
    ) -> dict[str, tuple[str, ...]]:
        """Numbers by product of some identifiers; empty `families` means all."""
        wanted = tuple(identifiers)
        limits = tuple(families)
        found = {}
        for product, asked in self.asked.items():
            if reaches(limits, self.products[product]):
                some = {n for i in wanted for n in asked.get(i, ())}
                found[product] = tuple(sorted(some, key=_order))
        return {product: some for product, some in found.items() if some}


def reaches(families: Iterable[frozenset[str]], family: str) -> bool:
    """Whether what is limited to families, or to none, applies to one."""
    return all(not limit or family in limit for limit in families)


def read_benchmarks(text: str, name: str) -> Benchmarks:
    """Read the table: `rule`, then `PRODUCT_level` and `PRODUCT_cis` per product.

    Columns are separated by tabs; `-` means that the product does not ask for it.

    Raises:
        InputError: a column, a product or a row is not what it should be.
    """
    head, *rows = text.splitlines() or [""]
    levels = _columns(head, name)
    asked: dict[str, dict[str, tuple[str, ...]]] = {p: {} for p in levels}
    seen: set[str] = set()
    for line, row in enumerate(rows, start=2):
        cells = row.split("\t")
        if len(cells) != len(head.split("\t")) or not cells[0] or cells[0] in seen:
            raise InputError("not a row with a new identifier", Location(name, line))
        seen.add(cells[0])
        for product, column in levels.items():
            if cells[column] != NOT_LISTED:
                numbers = cells[column + 1].split(",")
                asked[product][cells[0]] = tuple(filter(_NUMBER.fullmatch, numbers))
    families = {product: _family(product, name) for product in levels}
    return Benchmarks(products=families, asked=asked)


def _columns(head: str, name: str) -> dict[str, int]:
    columns = head.split("\t")
    products = [c.removesuffix("_level") for c in columns[1::2]]
    expected = [c for p in products for c in (f"{p}_level", f"{p}_cis")]
    if not products or columns != ["rule", *expected]:
        text = "the first line must be `rule`, then `PRODUCT_level`, `PRODUCT_cis`, …"
        raise InputError(text, Location(name, 1))
    return {product: 1 + 2 * n for n, product in enumerate(products)}


def _family(product: str, name: str) -> str:
    word = found[1] if (found := _PRODUCT.fullmatch(product)) else ""
    for family, words in _FAMILIES.items():
        if word in words:
            return family
    known = ", ".join(w for words in _FAMILIES.values() for w in words)
    text = f"no OS family is known for the product `{product}`; known: {known}"
    raise InputError(text, Location(name, 1))


def _order(number: str) -> list[int]:
    return [int(part) for part in number.split(".")]


def number(draft: Draft, benchmarks: Benchmarks) -> None:
    """Fill in the numbers of all rules of a draft; those that stand there stay."""
    for control in draft.controls.values():
        rules = [_numbered(control, rule, benchmarks) for rule in control.rules]
        update = {"rules": rules}
        draft.controls[control.id] = control.model_copy(update=update)


def _numbered(control: ControlFile, rule: RuleFile, benchmarks: Benchmarks) -> RuleFile:
    refs = rule.refs or RefsFile()
    limits = [frozenset(a.os_family) for a in (control.applies, rule.applies)]
    found = benchmarks.numbers(refs.scap, limits)
    if not found:
        return rule
    changed = refs.model_copy(update={"cis": {**found, **refs.cis}})
    return rule.model_copy(update={"refs": changed})
