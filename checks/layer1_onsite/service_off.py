"""A service that is insecure, or that the host's role does not need, must be off.

Off means: it does not run, does not start at boot, no super-server answers for
it, and nothing listens on its port or under its name. A package that lies on
the disk and is switched off is no finding.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit4.api import (
    INETD,
    LISTENERS,
    SERVICES,
    SETTING,
    Check,
    Exempt,
    Listener,
    Reason,
    Services,
    Setting,
    Undetermined,
    Verdict,
    judged_all,
    not_applicable,
)

_SUPER_SERVERS = ("xinetd", "inetd", "openbsd-inetd", "inetutils-inetd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A row of a data file; `ports` as `tcp/23`, `roles` that need the service."""

    name: str
    units: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()
    inetd: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    note: str = ""
    source: str = ""


def evaluate(
    services: Services,
    listeners: tuple[Listener, ...],
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
    if setting.roles & set(row.roles):
        return not_applicable(Exempt.ROLE)
    unclear: list[tuple[Reason, str]] = []
    on = [
        *_units(services, row, unclear),
        *_super_server(services, inetd, row),
        *_listening(listeners, row),
    ]
    return judged_all(on, expected=f"{service} off", unclear=unclear, actual="off")


def _units(
    services: Services, row: Service, unclear: list[tuple[Reason, str]]
) -> Iterable[str]:
    for name in row.units:
        if services.enabled(name):
            yield f"{name} enabled"
        try:
            if services.running(name):
                yield f"{name} running"
        except Undetermined as why:
            unclear.append((why.reason, why.detail))


def _super_server(
    services: Services, inetd: Mapping[str, str], row: Service
) -> Iterable[str]:
    if any(services.enabled(name) for name in _SUPER_SERVERS):
        return [f"{inetd[n]}: {n}" for n in row.inetd if n in inetd]
    return []


def _listening(listeners: Iterable[Listener], row: Service) -> Iterable[str]:
    return [
        f"{x.process or '?'} {x.protocol} {x.address}:{x.port}"
        for x in listeners
        if x.process in row.processes or f"{x.protocol}/{x.port}" in row.ports
    ]


CHECK = Check(
    facts={
        "services": SERVICES,
        "listeners": LISTENERS,
        "inetd": INETD,
        "setting": SETTING,
    },
    evaluate=evaluate,
)
