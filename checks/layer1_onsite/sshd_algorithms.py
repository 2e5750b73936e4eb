"""sshd must not offer algorithms that are known to be weak.

A client that is old or has been tampered with picks the weakest one offered,
so each weak name counts, however many strong ones stand before it.
"""

from fnmatch import fnmatchcase

from audit4.api import (
    SSHD,
    Check,
    Exempt,
    Reason,
    SshdConfig,
    Verdict,
    judged_all,
    not_applicable,
    unknown,
)


def evaluate(sshd: SshdConfig, option: str, weak: tuple[str, ...]) -> Verdict:
    """Fail for each algorithm in the list of `option` that a pattern names."""
    if not sshd.installed:
        return not_applicable(Exempt.NOT_INSTALLED)
    offered = list(
        dict.fromkeys(
            name for scope in sshd.differing(option) for name in scope.values(option)
        )
    )
    if not offered:
        return unknown(Reason.UNPARSEABLE, f"sshd -T: {option}")
    return judged_all(
        [name for name in offered if any(fnmatchcase(name, w) for w in weak)],
        expected=f"{option}: ≠ {', '.join(weak)}",
        unclear=sshd.unclear,
        actual=f"{option}: {', '.join(offered)}",
    )


CHECK = Check(facts={"sshd": SSHD}, evaluate=evaluate)
