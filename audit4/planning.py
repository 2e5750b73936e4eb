"""What a scan would do, before it does it: where it logs in, what runs, for which rule.

The plan's digest is printed in the reports, so that a unit can hold what it was told
beforehand against what was done.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import singledispatch

from audit4.check import BoundRule
from audit4.digest import digest_of
from audit4.evidence import Command, File, Find, Probe, Stat
from audit4.inventory import Host
from audit4.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One probe: what runs on the host, and the rules that need it."""

    probe: str
    runs: str
    needs_root: bool
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HostPlan:
    """How one host would be reached, and which rules would be judged there.

    `login` is `user@address:port` as the inventory has it; an empty user means
    that the SSH configuration or the account that runs audit4 gives it.
    """

    subject: str
    level: int
    connection: str
    login: str
    through: tuple[str, ...]
    privilege: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All of it; `collector` is the digest of the script, the same for every host."""

    edition: str
    collector: str
    policy: str
    steps: tuple[Step, ...]
    hosts: tuple[HostPlan, ...]

    @property
    def digest(self) -> str:
        """SHA-256 over all that the plan says."""
        return digest_of(self)


def make_plan(
    policy: Policy,
    hosts: Iterable[Host],
    probes: Iterable[Probe],
    *,
    edition: str,
    collector: str,
) -> Plan:
    """The plan for hosts under a policy, with the collector's edition and digest."""
    ordered = sorted(hosts, key=lambda h: h.subject)
    wanted = _wanted(policy)
    return Plan(
        edition=edition,
        collector=collector,
        policy=policy.sha256,
        steps=tuple(
            Step(
                probe=p.id,
                runs=runs(p),
                needs_root=p.needs_root,
                rules=wanted.get(p.id, ()),
            )
            for p in sorted(probes, key=lambda p: p.id)
        ),
        hosts=tuple(_host(policy, h) for h in ordered),
    )


def _wanted(policy: Policy) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for rule in policy.rules:
        for probe in rule.check.probes:
            found.setdefault(probe.id, []).append(rule.id)
    return {probe: tuple(sorted(rules)) for probe, rules in found.items()}


def _host(policy: Policy, host: Host) -> HostPlan:
    user = f"{host.user}@" if host.user else ""
    return HostPlan(
        subject=host.subject,
        level=host.level,
        connection=host.connection,
        login="" if host.connection == "local" else f"{user}{host.address}:{host.port}",
        through=tuple(f"{j.address}:{j.port}" for j in host.jumps),
        privilege=host.become.method if host.become else "sudo if not root",
        rules=tuple(
            rule.id
            for rule in policy.bind(host.level, None, host.roles)
            if isinstance(rule, BoundRule)
        ),
    )


@singledispatch
def runs(probe: Probe) -> str:
    """What a probe does on a host, in words an administrator can check."""
    return probe.id


@runs.register
def _(probe: File) -> str:
    return f"read {probe.path} (at most {probe.max_bytes} bytes)"


@runs.register
def _(probe: Stat) -> str:
    return f"stat {' '.join(probe.paths)}"


@runs.register
def _(probe: Command) -> str:
    each = f" for each of {probe.each}" if probe.each else ""
    return f"{' '.join(probe.argv)}{each} (at most {probe.seconds} s)"


@runs.register
def _(probe: Find) -> str:
    tests = " ".join(probe.predicate)
    return f"find {' '.join(probe.roots)} -xdev {tests} (at most {probe.seconds} s)"
