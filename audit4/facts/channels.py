"""Ways by which logs leave the host now: running daemons and agents, and where to."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from audit4.evidence import Evidence, Fact, Probe, Reason, Undetermined
from audit4.facts.agent_products import Product, Settings, ends, hosts, matching
from audit4.facts.agents import AGENTS, Agents
from audit4.facts.processes import PROGRAMS, Program
from audit4.facts.services import SERVICES, Services
from audit4.facts.syslog import SYSLOG, Syslog, SyslogDaemon
from audit4.facts.syslog_rules import loopback, receives
from audit4.finding import Exempt, Verdict, judged_all, not_applicable, unknown

# The kernel cuts a process name to this many characters.
_COMM = 15
_PORTS = ("output.port", "*.server.port", "remote_server_port", "port")


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One way out; `via` names the daemon or product, `services` its units.

    `complete` is whether all login messages go that way, `verified` whether the
    server must prove itself, `queued` whether an outage of it loses nothing.
    `processes` are the names of what holds the connection, `port` is empty where
    none is told.
    """

    via: str
    services: tuple[str, ...]
    target: str
    protocol: str
    tls: bool
    verified: bool
    queued: bool
    complete: bool
    processes: tuple[str, ...] = ()
    port: str = ""

    def __str__(self) -> str:
        return f"{self.via}: {self.protocol}://{self.target}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """All ways out, and what may hide another one."""

    found: tuple[Channel, ...]
    unclear: tuple[tuple[Reason, str], ...]

    def judged(
        self,
        wrong: Callable[[Channel], str],
        *,
        expected: str,
        targets: Collection[str] = (),
    ) -> Verdict:
        """The verdict on each channel, those to `targets` alone where any are named.

        `wrong` says what a channel misses, empty where it misses nothing. Without a
        channel it is unknown where something may hide one, else nothing is asked.
        """
        meant = [c for c in self.found if not targets or c.target.lower() in targets]
        if not meant:
            for reason, detail in self.unclear:
                return unknown(reason, detail)
            return not_applicable(Exempt.NOT_USED)
        return judged_all(
            dict.fromkeys(filter(None, map(wrong, meant))),
            expected=expected,
            unclear=self.unclear,
            actual=", ".join(map(str, meant)),
        )


def product_running(
    product: Product, services: Services, processes: Iterable[Program]
) -> bool:
    """Whether a product runs now, by one of its services or processes.

    Raises:
        Undetermined: the init keeps no run state and no process settles it.
    """
    # A longer name reaches only as far as it is cut, where others begin alike
    # (systemd-journald, systemd-journal-upload): there the program's path decides.
    short = {name for name in product.processes if len(name) <= _COMM}
    if any(p.comm in short or _program(p) in product.processes for p in processes):
        return True
    return any(services.running(name) for name in product.services)


def _program(process: Program) -> str:
    return process.exe.removesuffix(" (deleted)").rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Senders:
    """All that may carry logs away: daemons and agents, as set up and as they run."""

    syslog: Syslog
    agents: Agents
    services: Services
    processes: tuple[Program, ...]

    def channels(self, products: Collection[Product]) -> Channels:
        """The channels of all that runs, loopback targets left out.

        Raises:
            Undetermined: the init keeps no run state.
        """
        running = self.services.running
        daemons = [d for d in self.syslog.daemons if any(map(running, d.services))]
        found = [c for daemon in daemons for c in _of_daemon(daemon)]
        unclear = [(Reason.NOT_COLLECTED, p) for d in daemons for p in d.unread]
        for product in products:
            if product_running(product, self.services, self.processes):
                try:
                    found += _of_product(product, self.agents)
                except Undetermined as why:
                    unclear.append((why.reason, why.detail))
        return Channels(found=tuple(found), unclear=tuple(unclear))


def _of_daemon(daemon: SyslogDaemon) -> Iterator[Channel]:
    complete = receives(daemon.rules, "authpriv")
    for rule in daemon.rules:
        if rule.remote:
            yield Channel(
                via=daemon.name,
                services=daemon.services,
                target=rule.target,
                protocol=f"{rule.protocol}+tls" if rule.tls else rule.protocol,
                tls=rule.tls,
                verified=rule.verified,
                queued=rule.disk_queue,
                complete=any(rule is whole for whole in complete),
                processes=(daemon.name, f"{daemon.name}d"),
                port=rule.port,
            )


def _of_product(product: Product, agents: Agents) -> Iterator[Channel]:
    if not product.targets:
        # Managed from a centre: its target stands in no file that can be read.
        raise Undetermined(Reason.UNSUPPORTED, f"{product.id}: target")
    if not agents.present(product):
        raise Undetermined(Reason.NOT_COLLECTED, f"{product.id}: configuration")
    if matching(agents.settings(product), product.hidden):
        raise Undetermined(Reason.UNSUPPORTED, f"{product.id}: target")
    found: dict[tuple[str, str], Channel] = {}
    # What holds for all blocks comes first; a target of its own is one there too.
    for settings in agents.outputs(product):
        for value in matching(settings, product.targets):
            for name, port in ends(value):
                if not loopback(name):
                    found[name, port] = _channel(product, settings, name, port)
    yield from found.values()


def _channel(product: Product, settings: Settings, name: str, port: str) -> Channel:
    tls = product.encrypted or bool(matching(settings, product.tls))
    tls = tls and not matching(settings, product.plain)
    proven = not product.proof or bool(matching(settings, product.proof))
    return Channel(
        via=product.id,
        services=product.services,
        target=name,
        protocol="tls" if tls else "tcp",
        tls=tls,
        verified=tls and proven and not matching(settings, product.weak),
        queued=True,
        complete=product.complete,
        processes=(*product.processes, *product.holders),
        port=port or next(iter(matching(settings, _PORTS)), ""),
    )


def named(setting: object) -> tuple[str, ...]:
    """Host names of an inventory setting: one, or a list of them; without ports."""
    values = setting if isinstance(setting, list | tuple) else [setting]
    return tuple(
        name.lower() for v in values if isinstance(v, str) for name in hosts(v)
    )


def _parse(seen: Evidence) -> Senders:
    return Senders(
        syslog=seen.fact(SYSLOG),
        agents=seen.fact(AGENTS),
        services=seen.fact(SERVICES),
        processes=seen.fact(PROGRAMS),
    )


PROBES: tuple[Probe, ...] = tuple(
    {
        probe.id: probe
        for fact in (SYSLOG, AGENTS, SERVICES, PROGRAMS)
        for probe in fact.probes
    }.values()
)
SENDERS: Fact[Senders] = Fact(name="senders", probes=PROBES, parse=_parse)
