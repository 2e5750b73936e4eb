"""A host that is no mail server must take mail from itself alone.

Judged twice: what listens now on the mail ports, and what the installed mail
server's configuration would open when it starts again.
"""

from collections.abc import Iterable, Mapping

from audit4.api import (
    LISTENERS,
    MTA,
    SERVICES,
    SETTING,
    Check,
    Exempt,
    Listener,
    Services,
    Setting,
    Verdict,
    is_loopback,
    judged_all,
    not_applicable,
)

_PORTS = frozenset({25, 465, 587})
_ROLE = "mail"
_UNITS = {
    "postfix": ("postfix",),
    "exim": ("exim4", "exim"),
    "sendmail": ("sendmail",),
}


def evaluate(
    listeners: tuple[Listener, ...],
    mta: Mapping[str, tuple[str, ...]],
    services: Services,
    setting: Setting,
) -> Verdict:
    """Fail for each address, of now or of the next start, that others can reach."""
    declared = {p.number for p in setting.ports or () if p.protocol == "tcp"}
    if _ROLE in setting.roles or declared & _PORTS:
        return not_applicable(Exempt.ROLE)
    wrong = [
        f"{x.process or '?'} {x.address}:{x.port}"
        for x in listeners
        if x.protocol == "tcp" and x.port in _PORTS and x.exposed
    ]
    later = [f"{name} {where}" for name, where in _later(mta, services)]
    used = mta or any(x.protocol == "tcp" and x.port in _PORTS for x in listeners)
    return judged_all(
        [*wrong, *later],
        expected="loopback only",
        actual="loopback only" if used else "no mail server",
    )


def _later(
    mta: Mapping[str, tuple[str, ...]], services: Services
) -> Iterable[tuple[str, str]]:
    for name, addresses in mta.items():
        if any(
            services.enabled(full)
            for unit in _UNITS[name]
            for full in services.instances(unit)
        ):
            yield from ((name, a) for a in addresses if not is_loopback(a))


CHECK = Check(
    facts={
        "listeners": LISTENERS,
        "mta": MTA,
        "services": SERVICES,
        "setting": SETTING,
    },
    evaluate=evaluate,
)
