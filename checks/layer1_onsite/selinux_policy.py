"""The SELinux policy must be one of those that confine services."""

from collections.abc import Collection

from audit4.api import (
    MACHINE,
    SELINUX,
    Check,
    Exempt,
    Machine,
    Selinux,
    Verdict,
    failed,
    not_applicable,
    passed,
)


def evaluate(
    selinux: Selinux, machine: Machine, *, allowed: Collection[str]
) -> Verdict:
    """Fail for another policy, or none."""
    if machine.container:
        return not_applicable(Exempt.CONTAINER)
    expected = f"SELINUXTYPE={' | '.join(allowed)}"
    if selinux.policy in allowed:
        return passed(selinux.policy, expected=expected)
    return failed(selinux.policy or "not set", expected=expected, items=["SELINUXTYPE"])


CHECK = Check(facts={"selinux": SELINUX, "machine": MACHINE}, evaluate=evaluate)
