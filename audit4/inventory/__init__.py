"""The inventory: units, their information systems and the hosts of these.

YAML files, one a unit or many in one; defaults cascade from file to unit, system
and host. Secrets are never in them. Other lists of servers are imported into this
form, never read beside it.
"""

import re
from typing import Any

from audit4.documents import schema_of
from audit4.errors import InputError
from audit4.inventory.files import InventoryFile, address
from audit4.inventory.hours import Window, next_opening, open_at, window
from audit4.inventory.loading import load, loads, restore
from audit4.inventory.model import (
    Authorisation,
    Become,
    Contact,
    Decision,
    Host,
    Inventory,
    Jump,
    System,
    Unit,
)

_TARGET = re.compile(
    r"(?:(?P<user>[^@]+)@)?(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<host>[^:@\[\]]+))"
    r"(?::(?P<port>\d{1,5}))?\Z"
)


def single(target: str, *, level: int = 1, key: str | None = None) -> Inventory:
    """An inventory of one host, given as `[user@]host[:port]` on the command line.

    Raises:
        InputError: the target is not of that form.
    """
    found = _TARGET.match(target)
    if not found:
        raise InputError(f"`{target[:200]}` is not [user@]host[:port]")
    place = found["v6"] or found["host"]
    try:
        place = address(place)
    except ValueError as error:
        raise InputError(f"`{target[:200]}`: {error}") from None
    host: dict[str, Any] = {
        "id": re.sub(r"[^A-Za-z0-9._-]", "-", place).strip("-.") or "host",
        "address": place,
        "user": found["user"],
        "port": int(found["port"] or 22),
        "key": key,
    }
    name = found["v6"] or found["host"]
    system = {"id": "server", "name": name, "level": level, "hosts": [host]}
    unit = {"id": "direct", "name": name, "systems": [system]}
    return restore([{"path": target, "data": {"units": [unit]}}])


def schema() -> dict[str, Any]:
    """JSON Schema of an inventory file."""
    return schema_of(InventoryFile, "audit4 inventory")


__all__ = [
    "Authorisation",
    "Become",
    "Contact",
    "Decision",
    "Host",
    "Inventory",
    "Jump",
    "System",
    "Unit",
    "Window",
    "load",
    "loads",
    "next_opening",
    "open_at",
    "restore",
    "schema",
    "single",
    "window",
]
