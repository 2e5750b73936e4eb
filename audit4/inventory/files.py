"""What an inventory file may hold: pydantic models, and so its JSON Schema."""

import datetime as dt
import ipaddress
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from audit4.documents import AsTuple, Line, Model, Name
from audit4.evidence import Port
from audit4.inventory.hours import window

_HOSTNAME = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?\Z")
_PORT = re.compile(r"(\d{1,5})(?:/(tcp|udp))?\Z")
_ENVIRONMENT = re.compile(r"[A-Z_][A-Z0-9_]{0,127}\Z")
MAX_PORT = 65535


def address(value: str) -> str:
    """A host name or IP address.

    Raises:
        ValueError: it is neither, or carries a user or a port.
    """
    try:
        return str(ipaddress.ip_address(value))
    except ValueError:
        pass
    if "@" in value:
        raise ValueError("must be the address alone; give the name as `user`")
    if re.search(r":\d+\Z", value):
        raise ValueError("must be the address alone; give the number as `port`")
    if re.fullmatch(r"[\d.]+", value) or not _HOSTNAME.match(value):
        raise ValueError("must be a host name or an IP address")
    return value


def _environment(value: str) -> str:
    # The value is not repeated: it may be the password itself.
    if not _ENVIRONMENT.match(value):
        raise ValueError(
            "must name an environment variable, such as AUDIT4_SUDO_PASSWORD; "
            "the password itself never stands in the inventory"
        )
    return value


def _declared(value: str | int) -> str:
    declared_port(value)
    return str(value)


def declared_port(value: str | int) -> Port:
    """The port that `443`, `443/tcp` or `53/udp` means.

    Raises:
        ValueError: it is none.
    """
    found = _PORT.match(str(value).strip().lower())
    if not found or not 0 < int(found[1]) <= MAX_PORT:
        raise ValueError(f"`{str(value)[:20]}` is no port such as 443 or 53/udp")
    return Port(number=int(found[1]), protocol=found[2] or "tcp")


def _hours(value: str) -> str:
    window(value)
    return value


def _user(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.@\\-]{0,63}", value):
        raise ValueError("must be a login name")
    return value


def _text(value: object) -> object:
    return str(value) if isinstance(value, int) else value


_SETTINGS = (
    "What checks compare a host with, key by key; each value is a name, an address or "
    "a list of them. `log_targets`: where logs must go (layer 4). `av_servers`: the "
    "servers that manage the anti-malware product. `time_servers`: the unit's own time "
    "sources. Other keys are named in the page of the check that reads them."
)
Address = Annotated[str, AfterValidator(address)]
Environment = Annotated[str, AfterValidator(_environment)]
DeclaredPort = Annotated[str | int, AfterValidator(_declared)]
PortNumber = Annotated[int, Field(ge=1, le=MAX_PORT)]
Hours = Annotated[str, AfterValidator(_hours)]
User = Annotated[str, AfterValidator(_user)]
Phone = Annotated[str, BeforeValidator(_text), StringConstraints(max_length=40)]


class BecomeFile(Model):
    """How root is reached: by sudo, not at all, or by the pinned collector.

    Without any, sudo is tried where the account is not root.
    """

    method: Literal["sudo", "none", "pinned"] = "sudo"
    password_env: Environment | None = None


class AccessFile(Model):
    """What cascades from file to unit, system and host; the nearest one counts.

    `tags` add up, and `settings` are merged key by key.
    """

    connection: Literal["ssh", "local", "bundle"] | None = None
    port: PortNumber | None = None
    user: User | None = None
    key: Line | None = None
    certificate: Line | None = None
    password_env: Environment | None = None
    jump: Name | None = None
    become: BecomeFile | None = None
    edition: Annotated[Line, BeforeValidator(_text)] | None = None
    roles: AsTuple[Name] | None = None
    zone: Line | None = None
    tags: AsTuple[Name] | None = None
    scan_hours: AsTuple[Hours] | None = None
    ports: AsTuple[DeclaredPort] | None = None
    settings: dict[str, Any] | None = Field(default=None, description=_SETTINGS)


class HostFile(AccessFile):
    """A server; an address is needed unless it is audited locally."""

    id: Name
    address: Address | None = None
    notes: Line | None = None


class DecisionFile(Model):
    """The decision that approved a system's level."""

    number: Line
    date: dt.date


class SystemFile(Model):
    """An information system with its level."""

    id: Name
    name: Line
    level: Annotated[int, Field(ge=1, le=5)]
    decision: DecisionFile | None = None
    roles: AsTuple[Name] | None = None
    ports: AsTuple[DeclaredPort] | None = None
    defaults: AccessFile = AccessFile()
    hosts: list[HostFile] = Field(default_factory=list)


class AuthorisationFile(Model):
    """The owner's written permission to audit."""

    document: Line
    date: dt.date
    valid_until: dt.date | None = None


class ContactFile(Model):
    """Whom to call."""

    name: Line
    role: Line | None = None
    email: Line | None = None
    phone: Phone | None = None


class UnitFile(Model):
    """A state unit; `formerly` holds the ids of units merged into it.

    `independent` says whether the `assessor` stands apart from the operator.
    """

    id: Name
    name: Line
    kind: Line | None = None
    owner: Line | None = None
    operator: Line | None = None
    assessor: Line | None = None
    independent: bool | None = None
    authorisation: AuthorisationFile | None = None
    formerly: AsTuple[Name] = ()
    contacts: list[ContactFile] = Field(default_factory=list)
    defaults: AccessFile = AccessFile()
    systems: list[SystemFile] = Field(default_factory=list)


class JumpFile(Model):
    """A host to go through; `jump` names the one before it."""

    address: Address
    port: PortNumber = 22
    user: User | None = None
    key: Line | None = None
    certificate: Line | None = None
    password_env: Environment | None = None
    jump: Name | None = None


class InventoryFile(Model):
    """One file of the inventory: one unit or several."""

    defaults: AccessFile = AccessFile()
    jumps: dict[Name, JumpFile] = Field(default_factory=dict)
    units: list[UnitFile] = Field(default_factory=list)
