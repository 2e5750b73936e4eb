"""A PAM module must be in force, not only be installed or stand in some file.

In the password stack its refusal must refuse. In the others it must be reached,
whatever the modules before it say: on a host that also asks a directory, local
passwords are looked at only when the directory knows nobody of that name.
"""

from typing import Literal

from audit4.api import (
    AUTHENTICATORS,
    PAM,
    Check,
    Pam,
    Reason,
    Verdict,
    judged_all,
    unknown,
)

_JUMPS = ("pam_succeed_if", "pam_localuser", "pam_usertype")


def evaluate(
    pam: Pam,
    facilities: tuple[Literal["auth", "account", "password", "session"], ...],
    modules: tuple[str, ...],
    services: tuple[str, ...],
) -> Verdict:
    """Fail for each service and facility in which none of `modules` is in force."""
    here = [s for s in services if pam.has(s)]
    if not here:
        return unknown(Reason.UNSUPPORTED, f"pam.d: {', '.join(services)}")
    wrong = [
        f"{service}: {facility} {modules[0]} -"
        for service in here
        for facility in facilities
        if not any(_in_force(pam, service, facility, m) for m in modules)
    ]
    told = f"{', '.join(facilities)}: {' | '.join(modules)}"
    return judged_all(wrong, expected=told, actual=f"{', '.join(here)}: {told}")


def _in_force(pam: Pam, service: str, facility: str, module: str) -> bool:
    if facility == "password":
        return pam.enforced(service, facility, module) is not None
    others = AUTHENTICATORS - {module}
    walks = (pam.walk(service, facility, bad) for bad in ((), _JUMPS, others))
    return any(walked.calls(module) for walked in walks)


CHECK = Check(facts={"pam": PAM}, evaluate=evaluate)
