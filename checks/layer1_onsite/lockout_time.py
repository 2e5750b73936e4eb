"""A locked account must stay locked long enough to make guessing hopeless.

A lock that ends by itself within a minute only slows a guesser down; 0 and
`never` keep it until an administrator ends it, which is stricter still.
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
    """Fail for each service whose lock lasts fewer than `at_least` seconds."""
    here = [s for s in services if pam.has(s)]
    if not here:
        return unknown(Reason.UNSUPPORTED, f"pam.d: {', '.join(services)}")
    locks = {service: lockout_of(pam, service) for service in here}
    wrong = [
        f"{service}: {f'unlock_time={lock.unlock}' if lock.effective else '-'}"
        for service, lock in locks.items()
        if not lock.effective or 0 < lock.unlock < at_least
    ]
    return judged_all(
        wrong,
        expected=f"unlock_time >= {at_least} | 0",
        actual=", ".join(f"{s}: unlock_time={x.unlock}" for s, x in locks.items()),
    )


CHECK = Check(facts={"pam": PAM}, evaluate=evaluate)
