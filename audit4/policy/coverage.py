"""How much of what the CIS benchmarks ask for the rules of a policy decide.

An identifier counts for a product where a rule names it in `refs.scap`, which
promises that the rule decides all of it, and where that rule applies to the
product's OS family.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import Field

from audit4.documents import AsTuple, Line, Model
from audit4.policy.benchmarks import Benchmarks, reaches
from audit4.policy.effective import Policy

NOT_DECIDED = "not decided"


class Gaps(Model):
    """Reasons by identifier: why nothing decides it, or what is still missing."""

    uncovered: dict[Line, Line] = Field(default_factory=dict)
    partly: dict[Line, Line] = Field(default_factory=dict)


class GapsFile(Model):
    """The data file of gaps, `cis-uncovered.yaml`."""

    as_of: date
    source: AsTuple[Line]
    rows: Gaps


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What a policy decides for one product.

    `uncovered` holds all that is not covered, with the reason; `partly` those of
    them of which a rule decides a part.
    """

    product: str
    total: int
    uncovered: Mapping[str, str]
    partly: tuple[str, ...] = ()

    @property
    def covered(self) -> int:
        """How many identifiers are decided wholly."""
        return self.total - len(self.uncovered)

    @property
    def percent(self) -> float:
        """Share of the covered; 100 where nothing is asked for."""
        return 100 * self.covered / self.total if self.total else 100.0


def cover(policy: Policy, benchmarks: Benchmarks, gaps: Gaps) -> tuple[Coverage, ...]:
    """Coverage of each product, in the order of the benchmarks."""
    return tuple(
        _of_product(
            product, asked, _decided(policy, benchmarks.products[product]), gaps
        )
        for product, asked in benchmarks.asked.items()
    )


def strays(policy: Policy, benchmarks: Benchmarks) -> tuple[str, ...]:
    """Identifiers that a rule names and no benchmark has, as `rule: identifier`."""
    known = {i for asked in benchmarks.asked.values() for i in asked}
    return tuple(
        f"{rule.id}: {identifier}"
        for rule in policy.rules
        for identifier in rule.refs.get("scap", ())
        if identifier not in known
    )


def _decided(policy: Policy, family: str) -> frozenset[str]:
    return frozenset(
        identifier
        for control in policy.controls
        for rule in control.rules
        if reaches((control.applies.os_family, rule.applies.os_family), family)
        for identifier in rule.refs.get("scap", ())
    )


def _of_product(
    product: str, asked: Iterable[str], decided: frozenset[str], gaps: Gaps
) -> Coverage:
    every = tuple(asked)
    missing = [i for i in every if i not in decided]
    why = {**gaps.uncovered, **gaps.partly}
    return Coverage(
        product=product,
        total=len(every),
        partly=tuple(i for i in missing if i in gaps.partly),
        uncovered={i: why.get(i, NOT_DECIDED) for i in missing},
    )
