"""A daemon that talks to the network must not run with root's rights.

A flaw in it then gives an attacker an account without rights, not the machine.
"""

from collections.abc import Collection

from audit4.api import (
    PROGRAMS,
    Check,
    Exempt,
    Program,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(processes: tuple[Program, ...], names: Collection[str]) -> Verdict:
    """Fail for each running process of these names that is root's."""
    found = [p for p in processes if p.comm in names]
    if not found:
        return not_applicable(Exempt.NOT_USED)
    wrong = [f"{p.comm} uid 0" for p in found if p.uid == 0]
    actual = ", ".join(f"{p.comm} uid {p.uid}" for p in found)
    return judged_all(wrong, expected="uid != 0", actual=actual)


CHECK = Check(facts={"processes": PROGRAMS}, evaluate=evaluate)
