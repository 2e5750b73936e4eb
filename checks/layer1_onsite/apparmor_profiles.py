"""Loaded AppArmor profiles must confine what they name.

`enforce` stops what a profile does not allow, `complain` only notes it. A process
that started before its profile was loaded runs free until it is restarted. Profiles
that are loaded as `unconfined` (Ubuntu has dozens since 23.10) do no more than to
allow a program its user namespaces, and are none to judge.
"""

from collections.abc import Collection

from audit4.api import (
    APPARMOR,
    MACHINE,
    AppArmor,
    Check,
    Exempt,
    Machine,
    Verdict,
    failed,
    judged_all,
    not_applicable,
)

_STUB = "unconfined"


def evaluate(
    apparmor: AppArmor, machine: Machine, *, modes: Collection[str]
) -> Verdict:
    """Fail for profiles in another mode, and for processes that escaped theirs."""
    if machine.container:
        return not_applicable(Exempt.CONTAINER)
    if not apparmor.on or apparmor.profiles is None:
        return not_applicable(Exempt.NOT_INSTALLED)
    expected = " | ".join(modes)
    judged = {m: names for m, names in apparmor.profiles.items() if m != _STUB}
    if not any(judged.values()):
        return failed("no profiles", expected=expected, items=["profiles"])
    wrong = [
        f"{name}: {mode}"
        for mode, names in judged.items()
        if mode not in modes
        for name in names
    ]
    wrong += [f"{process}: unconfined" for process in apparmor.unconfined]
    return judged_all(
        wrong, expected=expected, actual=f"{sum(map(len, judged.values()))}"
    )


CHECK = Check(facts={"apparmor": APPARMOR, "machine": MACHINE}, evaluate=evaluate)
