"""What forwards logs now must come back after a restart.

An agent started by hand sends until the next power cut, and nobody notices.
"""

from collections.abc import Collection

from audit4.api import (
    AGENTS,
    PROCESSES,
    SERVICES,
    SYSLOG,
    Agents,
    Check,
    Exempt,
    Process,
    Product,
    Services,
    Syslog,
    Verdict,
    channels,
    judged_all,
    not_applicable,
    unknown,
)


def evaluate(
    syslog: Syslog,
    agents: Agents,
    services: Services,
    processes: tuple[Process, ...],
    products: Collection[Product],
) -> Verdict:
    """Fail for each channel none of whose services starts at boot."""
    ways = channels(syslog, agents, services, processes, products)
    if not ways.found:
        for reason, detail in ways.unclear:
            return unknown(reason, detail)
        return not_applicable(Exempt.NOT_USED)
    wrong = [c.via for c in ways.found if not any(map(services.enabled, c.services))]
    return judged_all(
        dict.fromkeys(wrong),
        expected="enabled",
        actual=", ".join(dict.fromkeys(c.via for c in ways.found)),
    )


CHECK = Check(
    facts={
        "syslog": SYSLOG,
        "agents": AGENTS,
        "services": SERVICES,
        "processes": PROCESSES,
    },
    evaluate=evaluate,
)
