"""No access list may let others read what the mode keeps from them.

Hashes, host keys and rules of sudo look closed by mode and owner, while an
access list beside them names who may read all the same. Judged where the host
has a tool to show the lists.
"""

from collections.abc import Iterable

from audit4.api import (
    SECRET_READERS,
    Check,
    Exempt,
    Reader,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(readers: Iterable[Reader] | None) -> Verdict:
    """Fail for each named account or group but root's own."""
    if readers is None:
        return not_applicable(Exempt.NOT_INSTALLED)
    wrong = [f"{r.path}: {r.kind} {r.id}" for r in readers if r.id != 0]
    return judged_all(wrong, expected="none", actual="none")


CHECK = Check(facts={"readers": SECRET_READERS}, evaluate=evaluate)
