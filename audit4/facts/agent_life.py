"""Whether an agent is there, and in touch with its server: what it says and holds."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from ipaddress import ip_address

from audit4.evidence import DatedStat, Evidence, Fact, Reason, Undetermined
from audit4.facts.agent_products import Product, Settings, matching
from audit4.facts.agents import AGENTS, SIGNS_OF_LIFE, Agents
from audit4.facts.channels import Channel, product_running
from audit4.facts.connections import CONNECTIONS, Connection, Connections
from audit4.facts.os import OsRelease
from audit4.facts.packages import Packages
from audit4.facts.processes import Program
from audit4.facts.services import Services
from audit4.facts.setting import NOW

_HOUR = 3600
# A host's clock may be off by so much; more, and its times mean nothing.
_SKEW = 24.0


def product_there(
    product: Product,
    os: OsRelease,
    packages: Packages,
    services: Services,
    processes: Collection[Program],
) -> bool:
    """Whether a product is installed, by its packages, or else what it leaves.

    Raises:
        Undetermined: the init keeps no run state and nothing else settles it.
    """
    families = (os.family, "any")
    names = [name for f in families for name in product.packages.get(f, ())]
    return (
        any(map(packages.installed, names))
        or any(services.get(name) for name in product.services)
        or product_running(product, services, processes)
    )


def running_name(
    names: Collection[str], services: Services, processes: Collection[Program]
) -> bool:
    """Whether something of one of these names runs, as service or as process.

    Raises:
        Undetermined: the init keeps no run state and no process settles it.
    """
    part = Product(
        id="", name="", evidence="", services=tuple(names), processes=tuple(names)
    )
    return product_running(part, services, processes)


def age_hours(
    patterns: tuple[str, ...], signs: Mapping[str, DatedStat], now: datetime
) -> float | None:
    """Hours since the newest of a product's files was written; None without any.

    Raises:
        Undetermined: it was written in the future (`unparseable`).
    """
    times = [
        stat.mtime
        for path, stat in signs.items()
        if any(fnmatchcase(path, pattern) for pattern in patterns)
    ]
    if not times:
        return None
    age = (now.timestamp() - max(times)) / _HOUR
    if age < -_SKEW:
        raise Undetermined(Reason.UNPARSEABLE, "time in the future")
    return age


def said(settings: Settings, patterns: tuple[str, ...], *, every: bool) -> bool:
    """Whether one pattern, or every one, matches what a product says of itself.

    Raises:
        Undetermined: it says nothing about some of these keys (`unparseable`).
    """
    for key in _keys(patterns):
        if not matching(settings, (key,)):
            raise Undetermined(Reason.UNPARSEABLE, f"no {key}")
    met = [bool(matching(settings, (pattern,))) for pattern in patterns]
    return all(met) if every else any(met)


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """All that shows whether an agent reaches its server."""

    agents: Agents
    signs: Mapping[str, DatedStat]
    connections: Connections
    now: datetime

    def in_touch(self, product: Product, max_age_hours: float) -> tuple[bool, str]:
        """Whether a product reaches its server, and by what it shows.

        What the product says and writes goes before connections, which many
        agents open only for a moment.

        Raises:
            Undetermined: nothing shows it either way (`unsupported`), or what
                would show it could not be read.
        """
        words = ""
        if product.contact:
            status = self.agents.status(product)
            words = ", ".join(matching(status, _keys(product.contact)))
            if status and not said(status, product.contact, every=False):
                return False, words
        age = age_hours(product.heartbeat, self.signs, self.now)
        if age is not None:
            return age <= max_age_hours, f"{age:.0f} h"
        if words:
            return True, words
        held = self.connections.of(
            (*product.processes, *product.managers, *product.holders)
        )
        if held:
            return True, f"{held[0].peer}:{held[0].port}"
        if product.heartbeat:
            return False, "-"
        raise Undetermined(Reason.UNSUPPORTED, f"{product.id}: heartbeat")

    def connected(self, channel: Channel) -> Connection | None:
        """The connection that a channel's process holds to its target now.

        A target that is a name is met by any machine on the channel's port.

        Raises:
            Undetermined: not all connections are known, and none of these is it.
        """
        for held in self.connections.of(channel.processes):
            if _is_address(channel.target):
                if str(ip_address(channel.target.strip("[]"))) == held.peer:
                    return held
            elif channel.port in {"", held.port}:
                return held
        if self.connections.gap:
            raise self.connections.gap.again()
        return None


def _keys(patterns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(p.partition("=")[0] for p in patterns)


def _is_address(target: str) -> bool:
    try:
        ip_address(target.strip("[]"))
    except ValueError:
        return False
    return True


def _parse(seen: Evidence) -> Life:
    return Life(
        agents=seen.fact(AGENTS),
        signs=seen.fact(SIGNS_OF_LIFE),
        connections=seen.fact(CONNECTIONS),
        now=seen.fact(NOW),
    )


LIFE: Fact[Life] = Fact(
    name="life",
    probes=(*AGENTS.probes, *SIGNS_OF_LIFE.probes, *CONNECTIONS.probes),
    parse=_parse,
)
