"""A server that is no log server must not take messages from the network.

Whoever reaches an open port fills the disk, or plants lines that never happened.
"""

from collections.abc import Collection

from audit4.api import (
    LISTENERS,
    SERVICES,
    SETTING,
    SYSLOG,
    Check,
    Exempt,
    Listener,
    Services,
    Setting,
    Syslog,
    Verdict,
    judged_all,
    not_applicable,
)

_RECEIVERS = frozenset({"imtcp", "imptcp", "imudp", "imrelp", "imgssapi", "im3195"})
# A daemon that sends by UDP has a port too, one that the kernel chose.
_EPHEMERAL = 32768
_DAEMONS = frozenset({"rsyslogd", "syslog-ng", "syslogd"})


def evaluate(
    syslog: Syslog,
    services: Services,
    listeners: tuple[Listener, ...],
    setting: Setting,
    roles: Collection[str],
) -> Verdict:
    """Fail for each input module that is loaded, and each port that is open.

    `roles` are the inventory's roles of a host that receives logs.
    """
    if setting.roles & set(roles):
        return not_applicable(Exempt.ROLE)
    daemons = [d for d in syslog.daemons if any(map(services.get, d.services))]
    if not daemons:
        return not_applicable(Exempt.NOT_INSTALLED)
    wrong = [f"{d.name}: {m}" for d in daemons for m in sorted(d.inputs & _RECEIVERS)]
    wrong += [
        f"{x.process} {x.protocol} {x.address}:{x.port}"
        for x in listeners
        if x.process in _DAEMONS and (x.protocol == "tcp" or x.port < _EPHEMERAL)
    ]
    return judged_all(wrong, expected="-", actual=", ".join(d.name for d in daemons))


CHECK = Check(
    facts={
        "syslog": SYSLOG,
        "services": SERVICES,
        "listeners": LISTENERS,
        "setting": SETTING,
    },
    evaluate=evaluate,
)
