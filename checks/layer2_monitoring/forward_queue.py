"""What cannot be sent must wait on disk, so that an outage loses nothing.

UDP and a queue in memory lose messages when the log server or this host restarts.
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
    """Fail for each channel without a queue on disk."""
    ways = channels(syslog, agents, services, processes, products)
    if not ways.found:
        for reason, detail in ways.unclear:
            return unknown(reason, detail)
        return not_applicable(Exempt.NOT_USED)
    wrong = [str(c) for c in ways.found if not c.queued]
    return judged_all(
        wrong,
        expected="queue.filename + queue.type | disk-buffer",
        unclear=ways.unclear,
        actual=", ".join(map(str, ways.found)),
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
