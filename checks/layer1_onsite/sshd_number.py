"""A number or time that sshd applies must lie within the policy's bounds.

Times are in seconds, as `sshd -T` reports them. Many of them take 0 for "no
limit", so a policy that wants a limit sets `at_least` to 1.
"""

from collections.abc import Mapping

from audit4.api import (
    SSHD,
    Check,
    Exempt,
    SshdConfig,
    Verdict,
    judged_all,
    not_applicable,
    set_first,
)


def evaluate(
    sshd: SshdConfig,
    option: str,
    at_least: int | None = None,
    at_most: int | None = None,
) -> Verdict:
    """Fail for each kind of connection whose number is out of bounds."""
    if not sshd.installed:
        return not_applicable(Exempt.NOT_INSTALLED)
    low = at_least if at_least is not None else -1
    high = at_most if at_most is not None else float("inf")
    seen = [(s.name, s.number(option) or 0) for s in sshd.differing(option)]
    bounds = [f">= {at_least}"] if at_least is not None else []
    bounds += [f"<= {at_most}"] if at_most is not None else []
    return judged_all(
        [f"{name}: {option} {n}" for name, n in seen if not low <= n <= high],
        expected=f"{option} {', '.join(bounds)}",
        unclear=sshd.unclear,
        actual=f"{option} {seen[0][1]}",
    )


def mend(
    option: str, at_least: int | None = None, at_most: int | None = None
) -> Mapping[str, str]:
    """Set the bound that a larger value misses, else the other one."""
    bound = at_most if at_most is not None else at_least
    return {} if bound is None else {"any": set_first(option, str(bound))}


CHECK = Check(facts={"sshd": SSHD}, evaluate=evaluate, mend=mend)
