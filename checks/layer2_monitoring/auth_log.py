"""Logins and refusals must be written down on the host, and survive a restart.

Judged on what runs: a syslog daemon that is running, gets local messages and
writes all of the facility from severity info up to a file, or a journal that is
kept on disk. A rule that discards earlier, a condition that takes only some, a
drop-in that nothing includes are counted as the daemon counts them.
"""

from collections.abc import Collection, Iterator

from audit4.api import (
    JOURNALD,
    SERVICES,
    SYSLOG,
    Check,
    Journald,
    Reason,
    Services,
    Syslog,
    SyslogDaemon,
    Text,
    Verdict,
    failed,
    passed,
    receives,
    unknown,
)


def evaluate(
    syslog: Syslog, journald: Journald, services: Services, facilities: Collection[str]
) -> Verdict:
    """Fail for each facility that no running daemon keeps."""
    running = [d for d in syslog.daemons if any(map(services.running, d.services))]
    kept = {f: tuple(_places(running, journald, f)) for f in facilities}
    lost = [f for f, places in kept.items() if not places]
    if not lost:
        return passed(sorted({p for places in kept.values() for p in places}))
    unread = [path for daemon in running for path in daemon.unread]
    if unread:
        return unknown(Reason.NOT_COLLECTED, unread[0])
    return failed(
        [f"{f}: -" for f in lost],
        expected="/var/log/* | journal (persistent)",
        items=lost,
        message=Text(
            "Nhật ký đăng nhập không được ghi lâu dài trên máy chủ",
            "Login messages are not kept on the host",
        ),
    )


def _places(
    running: list[SyslogDaemon], journald: Journald, facility: str
) -> Iterator[str]:
    for daemon in running:
        if _is_fed(daemon, journald):
            for rule in receives(daemon.rules, facility):
                if rule.kind == "file":
                    yield f"{daemon.name}: {rule.path}"
    if journald.persistent:
        yield "journal"


def _is_fed(daemon: SyslogDaemon, journald: Journald) -> bool:
    if "imjournal" in daemon.inputs:
        return True
    # The journal owns the syslog socket and hands on only if told so.
    return "imuxsock" in daemon.inputs and (not journald.active or journald.forwards)


CHECK = Check(
    facts={"syslog": SYSLOG, "journald": JOURNALD, "services": SERVICES},
    evaluate=evaluate,
)
