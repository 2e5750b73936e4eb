"""What importers have in common: hosts found in a list, and the YAML made of them."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import yaml

from audit4.errors import InputError
from audit4.inventory.loading import loads


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """YAML text of inventory, and a note for each thing that wants a look."""

    text: str
    notes: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Found:
    """One host of a list; names are as written there, `fields` as in our files."""

    unit: str
    system: str
    host: str
    level: int = 1
    fields: dict[str, Any] = field(default_factory=dict)


def slug(name: str) -> str:
    """An id made of a name: `Sở Nội vụ` becomes `so-noi-vu`."""
    plain = name.replace("đ", "d").replace("Đ", "D")
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    words = re.sub(r"[^A-Za-z0-9._]+", "-", plain).strip("-._").lower()
    return words[:64].strip("-._") or "x"


def imported(found: Iterable[Found], notes: list[str], source: str) -> Imported:
    """The inventory of the hosts found, grouped by unit and system.

    What the inventory itself would refuse, such as an address given twice, stands
    in the notes: whoever imports mends the text, not the list.
    """
    units: dict[str, dict[str, Any]] = {}
    for host in found:
        unit = units.setdefault(slug(host.unit), _named(host.unit, systems=[]))
        system = _system(unit, host)
        ids = [h["id"] for h in system["hosts"]]
        system["hosts"].append({"id": _free(slug(host.host), ids), **host.fields})
    text = f"# Imported from {source}: look it through before the first scan.\n"
    text += yaml.safe_dump(
        {"units": list(units.values())}, allow_unicode=True, sort_keys=False, width=100
    )
    return Imported(text=text, notes=(*notes, *_refusals(text)))


def _named(name: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"id": slug(name), "name": name, **more}


def _system(unit: dict[str, Any], host: Found) -> dict[str, Any]:
    systems: list[dict[str, Any]] = unit["systems"]
    for system in systems:
        if system["id"] == slug(host.system):
            system["level"] = max(system["level"], host.level)
            return system
    systems.append(_named(host.system, level=host.level, hosts=[]))
    return systems[-1]


def _free(name: str, taken: list[str]) -> str:
    found, n = name, 2
    while found in taken:
        found, n = f"{name[:60]}-{n}", n + 1
    return found


def _refusals(text: str) -> tuple[str, ...]:
    try:
        loads(text, "imported")
    except InputError as error:
        return tuple(str(error).splitlines())
    return ()
