"""Read inventory files, resolve what cascades, and refuse what contradicts itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audit4.documents import (
    Document,
    Where,
    nearest,
    parse,
    raise_all,
    read,
    validate,
)
from audit4.errors import InputError, Location
from audit4.inventory.files import (
    AccessFile,
    HostFile,
    InventoryFile,
    JumpFile,
    SystemFile,
    UnitFile,
    declared_port,
)
from audit4.inventory.hours import window
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
from audit4.inventory.secrets import secrets_in


def load(place: Path) -> Inventory:
    """The inventory in a folder (all its YAML files) or in one file.

    Raises:
        InputError: no file, or anything wrong in them: all errors at once.
    """
    files = [place]
    if place.is_dir():
        files = sorted([*place.glob("*.yaml"), *place.glob("*.yml")])
    if not files or not place.exists():
        raise InputError("no inventory file (*.yaml)", Location(str(place)))
    documents, errors = [], []
    for file in files:
        try:
            documents.append(read(file))
        except InputError as error:
            errors.append(error)
    raise_all(errors)
    return build(documents)


def restore(content: Iterable[Mapping[str, Any]]) -> Inventory:
    """The inventory that a snapshot holds."""
    return build(
        [Document(path=f["path"], data=f["data"], places={}, keys={}) for f in content]
    )


def loads(text: str, path: str = "inventory.yaml") -> Inventory:
    """The inventory in a text."""
    return build([parse(text, path)])


def build(documents: Sequence[Document]) -> Inventory:
    """The inventory of documents that belong together.

    Raises:
        InputError: anything is wrong in them: all errors at once.
    """
    errors: list[InputError] = []
    parts = [p for d in documents if (p := _valid(d, errors))]
    raise_all(errors)
    builder = _Builder(parts)
    units = tuple(
        builder.unit(part, unit, ("units", n))
        for part in parts
        for n, unit in enumerate(part.file.units)
    )
    builder.verify_merged()
    raise_all(builder.errors)
    content = tuple({"path": d.path, "data": d.data} for d in documents)
    return Inventory(units=units, content=content)


@dataclass(frozen=True, slots=True)
class _Part:
    document: Document
    file: InventoryFile


def _valid(document: Document, errors: list[InputError]) -> _Part | None:
    secrets = secrets_in(document)
    errors += secrets
    told = {str(e.location) for e in secrets}
    try:
        file = validate(InventoryFile, document)
    except InputError as error:
        every = getattr(error, "errors", (error,))
        errors += [e for e in every if str(e.location) not in told]
        return None
    return _Part(document, file)


@dataclass(slots=True)
class _Builder:
    parts: list[_Part]
    errors: list[InputError] = field(default_factory=list)
    ids: dict[tuple[str, ...], Location] = field(default_factory=dict)
    places: dict[tuple[str, int, str], Location] = field(default_factory=dict)
    former: list[tuple[str, Location]] = field(default_factory=list)

    def once(self, part: _Part, where: Where, *name: str) -> None:
        """Note an id; ids that differ in case alone would share a report file."""
        key = tuple(word.casefold() for word in name)
        at = part.document.value_at((*where, "id"))
        first = self.ids.setdefault(key, at)
        if first is not at:
            text = f"id `{name[-1]}` is given twice (first at {first})"
            self.errors.append(InputError(text, at))

    def unit(self, part: _Part, file: UnitFile, where: Where) -> Unit:
        self.once(part, where, file.id)
        for n, old in enumerate(file.formerly):
            at = part.document.value_at((*where, "formerly", n))
            self.former.append((old, at))
        paper = file.authorisation
        return Unit(
            id=file.id,
            name=file.name,
            kind=file.kind or "",
            owner=file.owner or "",
            operator=file.operator or "",
            assessor=file.assessor or "",
            independent=file.independent,
            authorisation=Authorisation(**dict(paper)) if paper else None,
            formerly=file.formerly,
            contacts=tuple(
                Contact(**c.model_dump(exclude_none=True)) for c in file.contacts
            ),
            systems=tuple(
                self.system(part, file, s, (*where, "systems", n))
                for n, s in enumerate(file.systems)
            ),
        )

    def system(
        self, part: _Part, unit: UnitFile, file: SystemFile, where: Where
    ) -> System:
        self.once(part, where, unit.id, file.id)
        # What the system itself says stands between its hosts and its defaults.
        own = AccessFile(roles=file.roles, ports=file.ports)
        above = (own, file.defaults, unit.defaults, part.file.defaults)
        hosts = tuple(
            self.host(part, (unit, file), h, above, (*where, "hosts", n))
            for n, h in enumerate(file.hosts)
        )
        return System(
            unit=unit.id,
            id=file.id,
            name=file.name,
            level=file.level,
            decision=Decision(**dict(file.decision)) if file.decision else None,
            roles=frozenset(file.roles or ()),
            hosts=hosts,
        )

    def host(
        self,
        part: _Part,
        owner: tuple[UnitFile, SystemFile],
        file: HostFile,
        above: Sequence[AccessFile],
        where: Where,
    ) -> Host:
        unit, system = owner
        self.once(part, where, unit.id, system.id, file.id)
        chain = (file, *above)
        host = Host(
            unit=unit.id,
            system=system.id,
            id=file.id,
            level=system.level,
            address=file.address or "",
            jumps=self.jumps(part, _first(chain, "jump"), where),
            **_cascaded(chain),
        )
        self.verify(part, host, where)
        return host

    def verify(self, part: _Part, host: Host, where: Where) -> None:
        if host.connection != "ssh":
            return
        if not host.address:
            at = part.document.value_at(where)
            self.errors.append(InputError("`address` is missing", at))
            return
        at = part.document.value_at((*where, "address"))
        # Private addresses repeat from unit to unit: the way there tells them apart.
        way = "/".join(f"{j.address}:{j.port}" for j in host.jumps)
        key = (host.address.casefold(), host.port, way)
        first = self.places.setdefault(key, at)
        if first is not at:
            text = f"{host.address} port {host.port} is a host already (at {first})"
            self.errors.append(InputError(text, at))

    def jumps(self, part: _Part, name: str | None, where: Where) -> tuple[Jump, ...]:
        """The chain of jump hosts, outermost first."""
        chain: list[Jump] = []
        while name is not None:
            if name in [j.name for j in chain]:
                way = " -> ".join([*(j.name for j in chain), name])
                self.wrong_jump(part, where, f"jump hosts go in a circle: {way}")
                break
            found = self.jump(part, name, where)
            if found is None:
                break
            fields = found.model_dump(exclude={"jump"})
            chain.append(Jump(name=name, **fields))
            name = found.jump
        return tuple(reversed(chain))

    def jump(self, part: _Part, name: str, where: Where) -> JumpFile | None:
        """A jump host of the same file, else the only one of that name."""
        if name in part.file.jumps:
            return part.file.jumps[name]
        having = [p for p in self.parts if name in p.file.jumps]
        if len(having) == 1:
            return having[0].file.jumps[name]
        if having:
            files = " and ".join(p.document.path for p in having)
            self.wrong_jump(part, where, f"jump host `{name}` is in {files}: which?")
        else:
            known = {n for p in self.parts for n in p.file.jumps}
            self.wrong_jump(part, where, f"no jump host `{name}`{nearest(name, known)}")
        return None

    def wrong_jump(self, part: _Part, where: Where, message: str) -> None:
        """An error at the `jump` that counts, once though many hosts inherit it."""
        steps = [(*where, "jump")]
        steps += [(*where[:n], "defaults", "jump") for n in (4, 2, 0)]
        places = part.document.places
        at = next((step for step in steps if step in places), where)
        error = InputError(message, part.document.value_at(at))
        if str(error) not in {str(e) for e in self.errors}:
            self.errors.append(error)

    def verify_merged(self) -> None:
        seen: dict[str, Location] = {}
        for old, at in self.former:
            if (old.casefold(),) in self.ids:
                text = f"`{old}` is merged into this unit and yet a unit of its own"
                self.errors.append(InputError(text, at))
            if seen.setdefault(old, at) is not at:
                text = f"`{old}` is merged into two units (also at {seen[old]})"
                self.errors.append(InputError(text, at))


def _first(chain: Sequence[AccessFile], name: str) -> Any:  # noqa: ANN401
    return next((v for a in chain if (v := getattr(a, name)) is not None), None)


def _cascaded(chain: Sequence[AccessFile]) -> dict[str, Any]:
    """The fields of a host that cascade; the nearest value counts."""
    plain = ("user", "key", "certificate", "password_env", "edition")
    fields: dict[str, Any] = {name: _first(chain, name) for name in plain}
    become, ports = _first(chain, "become"), _first(chain, "ports")
    settings: dict[str, Any] = {}
    for access in reversed(chain):
        settings |= access.settings or {}
    return fields | {
        "port": _first(chain, "port") or 22,
        "connection": _first(chain, "connection") or "ssh",
        "become": Become(**dict(become)) if become else None,
        "roles": frozenset(_first(chain, "roles") or ()),
        "zone": _first(chain, "zone") or "",
        "tags": frozenset(tag for access in chain for tag in access.tags or ()),
        "scan_hours": tuple(window(w) for w in _first(chain, "scan_hours") or ()),
        "ports": None if ports is None else tuple(declared_port(p) for p in ports),
        "settings": settings,
    }
