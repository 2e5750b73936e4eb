"""What a scan looks at: some hosts, and of their results some layers or controls."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from audit4.errors import Audit4Error
from audit4.finding import Result
from audit4.inventory import Host, Inventory, System, Unit
from audit4.policy import Policy

PLACES = ("unit", "system", "host", "tag")
KINDS = (*PLACES, "layer", "control")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Selected hosts, layers and controls.

    `words`, as `kind=value`, are what narrowed it; empty for everything.
    """

    hosts: tuple[Host, ...]
    layers: Collection[int] = ()
    controls: Collection[str] = ()
    words: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, words: Iterable[str], inventory: Inventory, policy: Policy
    ) -> "Selection":
        """The selection that words such as `unit=so-mau` or `layer=2` make.

        Raises:
            Audit4Error: a name that nothing has, or nothing is selected.
        """
        words = tuple(words)
        named = _by_kind(words)
        known = {c.id for c in policy.controls}
        for control in named["control"]:
            if control not in known:
                raise Audit4Error(f"no control `{control}`: see `audit4 policy show`")
        hosts = inventory.select(**{f"{kind}s": named[kind] for kind in PLACES})
        return cls(
            hosts=hosts,
            layers={int(layer) for layer in named["layer"]},
            controls=set(named["control"]),
            words=words,
        )

    @property
    def whole(self) -> bool:
        """Whether nothing was left out."""
        return not self.words

    def wants(self, row: Result) -> bool:
        """Whether a result is of a selected layer and control."""
        return (not self.layers or row.layer in self.layers) and (
            not self.controls or row.control in self.controls
        )

    def places(self, inventory: Inventory) -> Iterator[Unit | System]:
        """Units and systems that have a selected host; all where nothing narrowed."""
        systems = {(h.unit, h.system) for h in self.hosts}
        units = {unit for unit, _ in systems}
        for unit in inventory.units:
            if self.whole or unit.id in units:
                yield unit
            for system in unit.systems:
                if self.whole or (unit.id, system.id) in systems:
                    yield system

    def rules(self, policy: Policy) -> set[str] | None:
        """Ids of the rules of selected layers and controls; None for all."""
        if not self.layers and not self.controls:
            return None
        return {
            rule
            for control in policy.controls
            if (not self.layers or control.layer in self.layers)
            and (not self.controls or control.id in self.controls)
            for rule in (control.id, *(r.id for r in control.rules))
        }


def _by_kind(words: Iterable[str]) -> Mapping[str, list[str]]:
    named: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for word in words:
        kind, _, value = word.partition("=")
        named[kind].append(value)
    return named
