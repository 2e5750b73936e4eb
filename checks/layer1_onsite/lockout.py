"""An account must be locked after some wrong passwords, and stay locked.

Judged by walking each service's stack: a wrong password must be counted, and a
locked account must be refused though its password is right. A module in the
wrong place does neither, and stands in the file all the same.
"""

from audit4.api import (
    PAM,
    Check,
    Pam,
    Reason,
    Verdict,
    judged_all,
    lockout_of,
    unknown,
)


def evaluate(pam: Pam, at_most: int, services: tuple[str, ...]) -> Verdict:
    """Fail for each service that allows more than `at_most` wrong passwords.

    Services that the host does not have are passed over.
    """
    here = [s for s in services if pam.has(s)]
    if not here:
        return unknown(Reason.UNSUPPORTED, f"pam.d: {', '.join(services)}")
    limits = {service: lockout_of(pam, service) for service in here}
    wrong = [
        f"{service}: {limit.module or 'pam_faillock'} "
        f"{f'deny={limit.deny}' if limit.effective else '-'}"
        for service, limit in limits.items()
        if not limit.effective or not 0 < limit.deny <= at_most
    ]
    return judged_all(
        wrong,
        expected=f"0 < deny <= {at_most}",
        actual=", ".join(f"{s}: deny={x.deny}" for s, x in limits.items()),
    )


CHECK = Check(facts={"pam": PAM}, evaluate=evaluate)
