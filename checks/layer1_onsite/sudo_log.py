"""What people do by sudo must be logged, to syslog or to sudo's own file.

sudo logs to syslog unless told not to; switching that off is the finding.
"""

from audit4.api import (
    SUDOERS,
    Check,
    Exempt,
    Sudoers,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(sudoers: Sudoers) -> Verdict:
    """Fail where sudo logs neither to syslog nor to a file."""
    if not sudoers.installed:
        return not_applicable(Exempt.NOT_INSTALLED)
    file = sudoers.option("logfile")
    wrong = []
    if sudoers.option("syslog") is False and not file:
        wrong.append("Defaults !syslog")
    # log_allowed is on unless switched off.
    wrong += [
        f"{d.file}: Defaults{d.scope} !log_allowed"
        for d in sudoers.defaults
        if d.name == "log_allowed" and d.value is False
    ]
    return judged_all(
        wrong,
        expected="syslog | logfile",
        unclear=sudoers.unclear,
        actual=f"logfile={file}" if file else "syslog",
    )


CHECK = Check(facts={"sudoers": SUDOERS}, evaluate=evaluate)
