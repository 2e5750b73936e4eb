"""No access list may let others read what the mode keeps from them.

Hashes, host keys and rules of sudo look closed by mode and owner, while an
access list beside them names who may read all the same. Where the host has no tool
to show the lists, it is enough that no file has one.
"""

from collections.abc import Iterable

from audit4.api import SECRET_READERS, Check, Reader, Verdict, judged_all


def evaluate(readers: Iterable[Reader]) -> Verdict:
    """Fail for each named account or group but root's own."""
    wrong = [f"{r.path}: {r.kind} {r.id}" for r in readers if r.id != 0]
    return judged_all(wrong, expected="none", actual="none")


CHECK = Check(facts={"readers": SECRET_READERS}, evaluate=evaluate)
