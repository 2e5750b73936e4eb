"""Every file that the running syslog daemon writes must be closed to others.

Which files these are is read from its configuration, wherever they lie; those out
of /var/log were not looked at, and their rights are unknown.
"""

from collections.abc import Collection

from audit4.api import (
    ACCOUNTS,
    LOG_TREE,
    SERVICES,
    SYSLOG,
    Accounts,
    Check,
    Exempt,
    Found,
    Reason,
    Services,
    Syslog,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(
    syslog: Syslog,
    services: Services,
    found: tuple[Found, ...],
    accounts: Accounts,
    max_mode: str,
    owners: Collection[str],
    groups: Collection[str],
) -> Verdict:
    """Fail for each file wider than `max_mode`, or of another owner or group."""
    paths = sorted(
        {rule.path for rule in syslog.files(services) if rule.path[:1] == "/"}
    )
    if not paths:
        return not_applicable(Exempt.NOT_USED)
    users = {0, *(a.uid for a in accounts.all if a.name in owners)}
    gids = {0, *(g.gid for g in accounts.groups if g.name in groups)}
    wrong = [
        f"{f.path}: {f.mode:04o} {f.uid}:{f.gid}"
        for f in found
        if f.path in paths
        and (f.mode & ~int(max_mode, 8) or f.uid not in users or f.gid not in gids)
    ]
    away = [p for p in paths if not p.startswith("/var/log/")]
    unclear = [(Reason.NOT_COLLECTED, path) for path in away]
    return judged_all(
        wrong,
        expected=f"<= {max_mode}",
        unclear=unclear,
        actual=", ".join(paths),
    )


CHECK = Check(
    facts={
        "syslog": SYSLOG,
        "services": SERVICES,
        "found": LOG_TREE,
        "accounts": ACCOUNTS,
    },
    evaluate=evaluate,
)
