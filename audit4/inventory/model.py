"""Units, systems and hosts, with every default resolved."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from audit4.documents import nearest
from audit4.errors import InputError
from audit4.evidence import EarlierFinding, Port, Setting
from audit4.inventory.hours import Window, open_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Become:
    """How root is reached: `sudo`, `none` or `pinned`."""

    method: str = "sudo"
    password_env: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """A host to go through. `key` and `certificate` are paths, `~` not expanded."""

    name: str
    address: str
    port: int = 22
    user: str | None = None
    key: str | None = None
    certificate: str | None = None
    password_env: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A server as a scan sees it: all that cascades is resolved.

    `jumps` are in the order of going through them. `connection` is `ssh`,
    `local` or `bundle`; `address` is empty for a local host without one.
    `become` is None where sudo is to be tried if the account is not root.
    `edition` is that of a pinned collector on the host, None if not pinned.
    """

    unit: str
    system: str
    id: str
    level: int
    address: str = ""
    port: int = 22
    connection: str = "ssh"
    user: str | None = None
    key: str | None = None
    certificate: str | None = None
    password_env: str | None = None
    jumps: tuple[Jump, ...] = ()
    become: Become | None = None
    edition: str | None = None
    roles: frozenset[str] = frozenset()
    zone: str = ""
    tags: frozenset[str] = frozenset()
    scan_hours: tuple[Window, ...] = ()
    ports: tuple[Port, ...] | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        """`unit/system/host`."""
        return f"{self.unit}/{self.system}/{self.id}"

    def may_connect(self, local: dt.datetime) -> bool:
        """Whether a scan may connect at a time in the workspace's zone."""
        return open_at(self.scan_hours, local)

    def setting(self, earlier: tuple[EarlierFinding, ...] | None = None) -> Setting:
        """What the inventory tells the checks about this host."""
        return Setting(
            subject=self.subject,
            level=self.level,
            roles=self.roles,
            zone=self.zone,
            ports=self.ports,
            settings=self.settings,
            earlier=earlier,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The decision that approved a system's level."""

    number: str
    date: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """An information system; `roles` are those that its hosts have by default."""

    unit: str
    id: str
    name: str
    level: int
    decision: Decision | None = None
    roles: frozenset[str] = frozenset()
    hosts: tuple[Host, ...] = ()

    @property
    def subject(self) -> str:
        """`unit/system`."""
        return f"{self.unit}/{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation:
    """The owner's written permission to audit."""

    document: str
    date: dt.date
    valid_until: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom to call."""

    name: str
    role: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A state unit; owner, operator and assessor are bodies as a report prints them.

    `independent` says whether the assessor stands apart from the operator; None
    where nobody has said so.
    """

    id: str
    name: str
    kind: str = ""
    owner: str = ""
    operator: str = ""
    assessor: str = ""
    independent: bool | None = None
    authorisation: Authorisation | None = None
    formerly: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    systems: tuple[System, ...] = ()

    @property
    def subject(self) -> str:
        """The unit's id."""
        return self.id

    @property
    def level(self) -> int:
        """The highest level of its systems, by which unit-wide controls go; else 1."""
        return max((s.level for s in self.systems), default=1)

    def authorised(self, on: dt.date) -> bool:
        """Whether the owner's written permission holds on a day."""
        paper = self.authorisation
        if paper is None or on < paper.date:
            return False
        return paper.valid_until is None or on <= paper.valid_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """All units; `content` is what the files held, for a snapshot."""

    units: tuple[Unit, ...]
    content: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)

    def systems(self) -> tuple[System, ...]:
        """All systems, in the order of the inventory."""
        return tuple(s for u in self.units for s in u.systems)

    def hosts(self) -> tuple[Host, ...]:
        """All hosts, in the order of the inventory."""
        return tuple(h for s in self.systems() for h in s.hosts)

    @property
    def subjects(self) -> frozenset[str]:
        """Every subject: units, systems and hosts."""
        return frozenset(self._by_subject())

    @property
    def tags(self) -> frozenset[str]:
        """Every tag of any host."""
        return frozenset(tag for host in self.hosts() for tag in host.tags)

    def find(self, subject: str) -> Unit | System | Host:
        """The unit, system or host that a subject names, a merged unit's id included.

        Raises:
            InputError: there is none; names the nearest.
        """
        known = self._by_subject()
        first, _, rest = subject.strip("/").partition("/")
        current = {old: u.id for u in self.units for old in u.formerly}
        subject = "/".join(p for p in (current.get(first, first), rest) if p)
        if subject not in known:
            hint = nearest(subject, known)
            raise InputError(f"nothing in the inventory is `{subject[:200]}`{hint}")
        return known[subject]

    def select(
        self,
        *,
        units: Iterable[str] = (),
        systems: Iterable[str] = (),
        hosts: Iterable[str] = (),
        tags: Iterable[str] = (),
    ) -> tuple[Host, ...]:
        """Hosts that meet every kind of condition; one kind is met by any of its names.

        A system or host is named by its id or its whole subject.

        Raises:
            InputError: a name that nothing has.
        """
        wanted: list[tuple[Callable[[Host], AbstractSet[str]], set[str]]] = [
            (lambda h: {h.unit}, self._units(units)),
            (lambda h: {h.system, f"{h.unit}/{h.system}"}, self._named(systems, 1)),
            (lambda h: {h.id, h.subject}, self._named(hosts, 2)),
            (lambda h: h.tags, self._known("tag", tags, self.tags)),
        ]
        return tuple(
            host
            for host in self.hosts()
            if all(not names or names & of(host) for of, names in wanted)
        )

    def snapshot(self) -> list[dict[str, Any]]:
        """All of the inventory as JSON data, from which `restore` makes it again."""
        return [dict(file) for file in self.content]

    def _by_subject(self) -> dict[str, Unit | System | Host]:
        every: Iterator[Unit | System | Host] = iter(
            (*self.units, *self.systems(), *self.hosts())
        )
        return {one.subject: one for one in every}

    def _units(self, names: Iterable[str]) -> set[str]:
        return {self.find(name).subject.split("/")[0] for name in names}

    def _named(self, names: Iterable[str], slashes: int) -> set[str]:
        subjects = [s for s in self._by_subject() if s.count("/") == slashes]
        known = {*subjects, *(s.rsplit("/", 1)[1] for s in subjects)}
        return self._known("system" if slashes == 1 else "host", names, known)

    def _known(self, kind: str, names: Iterable[str], known: Iterable[str]) -> set[str]:
        chosen, known = set(names), set(known)
        for name in sorted(chosen - known):
            raise InputError(f"no {kind} `{name[:200]}`{nearest(name, known)}")
        return chosen
