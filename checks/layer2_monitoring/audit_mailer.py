"""Where auditd is to send mail when space runs low, something must carry it.

auditd hands the message to /usr/lib/sendmail and does not look back: without a mail
program the warning is lost.
"""

from collections.abc import Collection

from audit4.api import (
    AUDITD,
    PACKAGES,
    Auditd,
    Check,
    Exempt,
    Packages,
    Verdict,
    failed,
    not_applicable,
    passed,
)

_ACTIONS = ("space_left_action", "admin_space_left_action")


def evaluate(auditd: Auditd, packages: Packages, mailers: Collection[str]) -> Verdict:
    """Fail where an action is `email` and none of these packages is installed."""
    if auditd.verdict_without:
        return auditd.verdict_without
    actions = [auditd.options.get(name, "").lower() for name in _ACTIONS]
    if "email" not in actions:
        return not_applicable(Exempt.NOT_USED)
    found = [name for name in mailers if packages.installed(name)]
    if found:
        return passed(found)
    return failed("email: -", expected=" | ".join(mailers))


CHECK = Check(facts={"auditd": AUDITD, "packages": PACKAGES}, evaluate=evaluate)
