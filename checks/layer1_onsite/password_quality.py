"""New passwords must be long and mixed enough, by what PAM really enforces.

A module that stands in a file but is jumped over, whose failure is ignored, or
that only warns (`enforcing=0`) enforces nothing. Positive credits shorten the
length that a user needs, negative ones each demand a class. Every service by
which passwords are changed is judged, as RHEL gives some a stack of their own.
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


def evaluate(pam: Pam, min_length: int, min_classes: int) -> Verdict:
    """Fail where a shorter password, or one of fewer classes, is accepted."""
    found = {s: quality_of(pam, s) for s in changers(pam)}
    wrong = [
        f"{service}: {_told(quality)}"
        for service, quality in found.items()
        if not quality
        or not quality.enforced
        or quality.length < min_length
        or quality.classes < min_classes
    ]
    return judged_all(
        wrong,
        expected=f"minlen >= {min_length}, minclass >= {min_classes}",
        actual=", ".join(f"{s}: {_told(q)}" for s, q in found.items()),
    )


def _told(quality: Quality | None) -> str:
    if quality is None:
        return "pam_pwquality -"
    if not quality.enforced:
        return f"{quality.module} enforcing=0"
    return f"{quality.module} minlen={quality.length} minclass={quality.classes}"


CHECK = Check(facts={"pam": PAM}, evaluate=evaluate)
