"""No group may have a password: it is a secret that many share."""

from collections.abc import Mapping

from audit4.api import GROUP_PASSWORDS, Check, Password, Verdict, judged_all


def evaluate(groups: Mapping[str, Password]) -> Verdict:
    """Fail for each group that can be joined by a password."""
    return judged_all(
        [p.name for p in groups.values() if p.scheme is not None and not p.locked],
        expected="gshadow: ! | *",
        actual=str(len(groups)),
    )


CHECK = Check(facts={"groups": GROUP_PASSWORDS}, evaluate=evaluate, version=2)
