"""New log files must be created closed to other users.

A file mode mended by hand comes back with the next rotation; what counts is what
the running daemon gives new files, umask included.
"""

from audit4.api import (
    SERVICES,
    SYSLOG,
    Check,
    Exempt,
    Services,
    Syslog,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(syslog: Syslog, services: Services, max_mode: str) -> Verdict:
    """Fail for each log file that would be created wider than `max_mode` (octal)."""
    limit = int(max_mode, 8)
    places = ("/var/log/", "?")
    files = [r for r in syslog.files(services) if r.path.startswith(places)]
    if not files:
        return not_applicable(Exempt.NOT_USED)
    wrong = [
        f"{rule.path} {rule.mode:04o}"
        for rule in files
        if rule.mode is not None and rule.mode & ~limit
    ]
    return judged_all(wrong, expected=f"<= {max_mode}", actual=str(len(files)))


CHECK = Check(facts={"syslog": SYSLOG, "services": SERVICES}, evaluate=evaluate)
