"""Guessing root's password must lock root out too, for a while.

pam_faillock spares root unless told otherwise, and root is the one name that
every guesser knows. A lock that never ends could shut the owners out of their
own host, so a time is enough.
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


def evaluate(pam: Pam, at_least: int, services: tuple[str, ...]) -> Verdict:
    """Fail for each service that never locks root, or for under `at_least` s."""
    here = [s for s in services if pam.has(s)]
    if not here:
        return unknown(Reason.UNSUPPORTED, f"pam.d: {', '.join(services)}")
    locks = {service: lockout_of(pam, service) for service in here}
    shown = {
        service: f"{service}: root_unlock_time={lock.root_unlock if lock.root else '-'}"
        for service, lock in locks.items()
    }
    return judged_all(
        [
            shown[service]
            for service, lock in locks.items()
            if not lock.effective or not lock.root or 0 < lock.root_unlock < at_least
        ],
        expected=f"even_deny_root, root_unlock_time >= {at_least} | 0",
        actual=", ".join(shown.values()),
    )


CHECK = Check(facts={"pam": PAM}, evaluate=evaluate)
