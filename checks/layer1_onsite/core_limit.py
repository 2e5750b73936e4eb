"""Nobody may leave core dumps by pam_limits' hard limit.

A core dump is a copy of a program's memory, with its keys and passwords. The last
line for `*` decides, and no other line may give the right back. `*` is never root,
who can set limits anyway.
"""

from audit4.api import (
    LIMITS,
    Check,
    PamLimit,
    Verdict,
    failed,
    judged_all,
)

_EXPECTED = "* hard core 0"


def evaluate(limits: tuple[PamLimit, ...]) -> Verdict:
    """Fail without such a line, and for each line that allows more."""
    core = [x for x in limits if x.item == "core" and x.kind in {"hard", "-"}]
    everyone = [x for x in core if x.domain == "*"]
    if not everyone:
        return failed("not set", expected=_EXPECTED, items=["* hard core"])
    others = {x.domain: x for x in core if x.domain not in {"*", "root"}}
    wrong = [
        f"{x.path}: {x.domain} {x.kind} core {x.value}"
        for x in (everyone[-1], *others.values())
        if x.value != "0"
    ]
    return judged_all(wrong, expected=_EXPECTED, actual=everyone[-1].path)


CHECK = Check(facts={"limits": LIMITS}, evaluate=evaluate)
