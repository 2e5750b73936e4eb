"""Logs on their way must be encrypted, and the receiver must prove who it is.

Log lines carry names, addresses and at times secrets; a channel without
verification hands them to whoever answers. With `log_targets` in the inventory
only channels to these count, else all.
"""

from collections.abc import Collection

from audit4.api import (
    AGENTS,
    PROCESSES,
    SERVICES,
    SETTING,
    SYSLOG,
    Agents,
    Check,
    Exempt,
    Process,
    Product,
    Services,
    Setting,
    Syslog,
    Verdict,
    channels,
    judged_all,
    named,
    not_applicable,
    unknown,
)


def evaluate(
    syslog: Syslog,
    agents: Agents,
    services: Services,
    processes: tuple[Process, ...],
    setting: Setting,
    products: Collection[Product],
    *,
    verified: bool = False,
) -> Verdict:
    """Fail for each channel in the clear, with `verified` also for unproven peers."""
    ways = channels(syslog, agents, services, processes, products)
    wanted = named(setting.settings.get("log_targets"))
    meant = [c for c in ways.found if not wanted or c.target.lower() in wanted]
    if not meant:
        for reason, detail in ways.unclear:
            return unknown(reason, detail)
        return not_applicable(Exempt.NOT_USED)
    wrong = [str(c) for c in meant if not (c.verified if verified else c.tls)]
    return judged_all(
        wrong,
        expected="TLS, x509/name" if verified else "TLS",
        unclear=ways.unclear,
        actual=", ".join(map(str, meant)),
    )


CHECK = Check(
    facts={
        "syslog": SYSLOG,
        "agents": AGENTS,
        "services": SERVICES,
        "processes": PROCESSES,
        "setting": SETTING,
    },
    evaluate=evaluate,
)
