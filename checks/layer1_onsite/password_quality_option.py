"""A further demand on new passwords, such as a dictionary, must be in force.

Judged on pwquality's file, its drop-ins and the module's arguments together, only
where PAM really enforces the module, at every service that changes passwords.
"""

from audit4.api import (
    PAM,
    Check,
    Pam,
    Quality,
    Verdict,
    changers,
    judged_all,
    quality_of,
)


def evaluate(
    pam: Pam, option: str, at_least: int, at_most: int | None = None
) -> Verdict:
    """Fail where the number of `option` is out of bounds; a bare word counts as 1."""
    high = at_most if at_most is not None else float("inf")
    found = {s: quality_of(pam, s) for s in changers(pam)}
    wrong = [
        f"{service}: {_told(quality, option)}"
        for service, quality in found.items()
        if not quality
        or not quality.enforced
        or not at_least <= quality.get(option) <= high
    ]
    bounds = f">= {at_least}" if at_most is None else f"{at_least}..{at_most}"
    return judged_all(
        wrong,
        expected=f"{option} {bounds}",
        actual=", ".join(f"{s}: {_told(q, option)}" for s, q in found.items()),
    )


def _told(quality: Quality | None, option: str) -> str:
    if quality is None:
        return "pam_pwquality -"
    if not quality.enforced:
        return f"{quality.module} enforcing=0"
    return f"{quality.module} {option}={quality.get(option)}"


CHECK = Check(facts={"pam": PAM}, evaluate=evaluate)
