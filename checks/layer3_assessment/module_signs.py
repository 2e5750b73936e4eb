"""Kernel modules must not hide, and those from outside of the kernel be known.

`hidden`: loaded, yet missing in the list that `lsmod` prints: a rootkit. `foreign`:
built outside of the distribution's kernel, or not signed for it. DKMS drivers and
vendors' agents are so as well: it is a list to compare, no proof of anything.
"""

from collections.abc import Collection
from fnmatch import fnmatchcase
from typing import Literal

from audit4.api import (
    MACHINE,
    MODULE_HIDING,
    Check,
    Exempt,
    Machine,
    ModuleSigns,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(
    machine: Machine,
    signs: ModuleSigns,
    judge: Literal["hidden", "foreign"],
    known: Collection[str] = (),
) -> Verdict:
    """Fail for each module with the sign; a container has no kernel of its own."""
    if machine.container:
        return not_applicable(Exempt.CONTAINER)
    found = signs.hidden if judge == "hidden" else signs.foreign
    wrong = [m for m in found if not any(fnmatchcase(m.split()[0], k) for k in known)]
    return judged_all(sorted(wrong), expected="none", actual="none")


CHECK = Check(facts={"machine": MACHINE, "signs": MODULE_HIDING}, evaluate=evaluate)
