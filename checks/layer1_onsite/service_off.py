"""A service that is insecure, or that the host's role does not need, must be off.

Off means: it does not run, does not start at boot, no super-server answers for
it, and nothing listens on its port or under its name. A package that lies on
the disk and is switched off is no finding.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from audit4.api import (
    INETD,
    LISTENERS,
    PROGRAMS,
    SERVICES,
    SETTING,
    Check,
    Exempt,
    Listener,
    Program,
    Reason,
    Services,
    Setting,
    Undetermined,
    Verdict,
    judged_all,
    not_applicable,
)

_XINETD = ("xinetd",)
_INETD = ("inetd", "openbsd-inetd", "inetutils-inetd", "inetutils-inet")
_COMM = 15  # the kernel keeps no more of a process's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A row of a data file; `ports` as `tcp/23`, `roles` that need the service.

    A unit also means what is made of its template (`vsftpd` of `vsftpd@.service`).
    `declared` are ports that, where the level dossier names them, say that the
    service is needed.
    """

    name: str
    units: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()
    inetd: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    declared: tuple[str, ...] = ()
    note: str = ""
    source: str = ""


def evaluate(
    services: Services,
    listeners: tuple[Listener, ...],
    processes: tuple[Program, ...],
    inetd: Mapping[str, str],
    setting: Setting,
    *,
    service: str,
    catalogue: tuple[Service, ...],
) -> Verdict:
    """Fail for each trace of the service in use."""
    row = next((r for r in catalogue if r.name == service), None)
    if row is None:
        raise Undetermined(Reason.UNSUPPORTED, f"no row {service}")
    if _needed(setting, row):
        return not_applicable(Exempt.ROLE)
    unclear: list[tuple[Reason, str]] = []
    running = {p.comm for p in processes}
    on = [
        *_units(services, row, running, unclear),
        *_super_server(services, inetd, row, running),
        *_listening(listeners, row),
    ]
    return judged_all(on, expected=f"{service} off", unclear=unclear, actual="off")


def _needed(setting: Setting, row: Service) -> bool:
    declared = {f"{p.protocol}/{p.number}" for p in setting.ports or ()}
    return bool(setting.roles & set(row.roles) or declared & set(row.declared))


def _units(
    services: Services,
    row: Service,
    running: set[str],
    unclear: list[tuple[Reason, str]],
) -> Iterator[str]:
    for name in (full for unit in row.units for full in services.instances(unit)):
        if services.enabled(name):
            yield f"{name} enabled"
        try:
            if services.running(name):
                yield f"{name} running"
        except Undetermined as why:
            # sysvinit does not say what runs; processes do, if their names are known.
            if not row.processes:
                unclear.append((why.reason, why.detail))
            elif running & _comms(row.processes):
                yield f"{name} running"


def _comms(names: Iterable[str]) -> set[str]:
    return {name[:_COMM] for name in names}


def _super_server(
    services: Services, inetd: Mapping[str, str], row: Service, running: set[str]
) -> list[str]:
    numbers = tuple(port.partition("/")[2] for port in row.ports)
    asked = [(inetd[n], n) for n in (*row.inetd, *numbers) if n in inetd]
    return [
        f"{path}: {name}"
        for path, name in asked
        if _reads(services, running, _XINETD if "/xinetd" in path else _INETD)
    ]


def _reads(services: Services, running: set[str], servers: Iterable[str]) -> bool:
    """Whether a super-server that reads such a file is on."""
    return any(name in running or services.enabled(name) for name in servers)


def _listening(listeners: Iterable[Listener], row: Service) -> list[str]:
    return [
        f"{x.process or '?'} {x.protocol} {x.address}:{x.port}"
        for x in listeners
        if x.process[:_COMM] in _comms(row.processes)
        or f"{x.protocol}/{x.port}" in row.ports
    ]


def mend(
    *, service: str, catalogue: Iterable[Service], **_unused: object
) -> Mapping[str, str]:
    """Stop and disable its units; what a super-server starts is for a person to see."""
    row = next((r for r in catalogue if r.name == service), None)
    if row is None or row.inetd:
        return {}
    # A socket would start its service again.
    units = sorted(row.units, key=lambda unit: not unit.endswith(".socket"))
    if not units:
        return {}
    stop = 'systemctl stop "$unit"; systemctl disable "$unit"'
    return {"any": f"for unit in {' '.join(units)}; do {stop}; done 2>/dev/null"}


CHECK = Check(
    facts={
        "services": SERVICES,
        "listeners": LISTENERS,
        "processes": PROGRAMS,
        "inetd": INETD,
        "setting": SETTING,
    },
    evaluate=evaluate,
    mend=mend,
    version=2,
)
