"""The journal must hand messages on exactly where a syslog daemon needs them.

A daemon that listens on the socket gets nothing unless the journal forwards; one
that reads the journal itself needs no forwarding; without a daemon, forwarding only
copies messages to a socket that nobody empties.
"""

from typing import Literal

from audit4.api import (
    JOURNALD,
    SERVICES,
    SYSLOG,
    Check,
    Exempt,
    Journald,
    Services,
    Syslog,
    Verdict,
    failed,
    not_applicable,
    passed,
)


def evaluate(
    journald: Journald,
    syslog: Syslog,
    services: Services,
    want: Literal["yes", "no"],
) -> Verdict:
    """Fail where a running daemon is not fed (yes), or none is and is sent to (no)."""
    running = [d for d in syslog.daemons if any(map(services.running, d.services))]
    if not journald.active or bool(running) != (want == "yes"):
        return not_applicable(Exempt.NOT_USED)
    actual = f"ForwardToSyslog={journald.settings['ForwardToSyslog']}"
    readers = [d.name for d in running if "imjournal" in d.inputs]
    if readers:
        return passed(f"{', '.join(readers)}: journal")
    if journald.forwards == (want == "yes"):
        return passed(actual)
    return failed(actual, expected=f"ForwardToSyslog={want}")


CHECK = Check(
    facts={"journald": JOURNALD, "syslog": SYSLOG, "services": SERVICES},
    evaluate=evaluate,
)
