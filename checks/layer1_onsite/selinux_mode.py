"""SELinux must be in an allowed mode, now and after the next boot.

`setenforce 0` lasts until the reboot, a change of the file from the reboot on:
either alone leaves a host without protection.
"""

from collections.abc import Collection

from audit4.api import (
    MACHINE,
    SELINUX,
    Check,
    Exempt,
    Machine,
    Selinux,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(selinux: Selinux, machine: Machine, *, modes: Collection[str]) -> Verdict:
    """Fail for the mode now, and for the one that the configuration sets."""
    if machine.container:
        return not_applicable(Exempt.CONTAINER)
    wrong = [
        f"{when}: {mode or 'not set'}"
        for when, mode in (("now", selinux.now), ("boot", selinux.configured))
        if mode not in modes
    ]
    return judged_all(wrong, expected=" | ".join(modes), actual=selinux.now)


CHECK = Check(facts={"selinux": SELINUX, "machine": MACHINE}, evaluate=evaluate)
