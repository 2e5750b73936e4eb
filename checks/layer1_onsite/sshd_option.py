"""An sshd option must have a value that the policy allows.

Judged on the effective configuration, so drop-ins, includes, Match blocks and
compiled-in defaults count as sshd itself counts them.
"""

from collections.abc import Mapping

from audit4.api import (
    SSHD,
    Check,
    Exempt,
    SshdConfig,
    SshdScope,
    Verdict,
    judged_all,
    not_applicable,
    set_first,
)


def evaluate(
    sshd: SshdConfig,
    option: str,
    allowed: tuple[str, ...] = (),
    forbidden: tuple[str, ...] = (),
    *,
    optional: bool = False,
) -> Verdict:
    """Fail for each kind of connection whose value the policy does not allow.

    With `forbidden` alone every other value will do. Case does not count. An
    `optional` option is one of a feature that this sshd may be built without.
    """
    if not sshd.installed:
        return not_applicable(Exempt.NOT_INSTALLED)
    if optional and sshd.value(option) is None:
        return not_applicable(Exempt.NOT_USED)
    good, bad = _lower(allowed), _lower(forbidden)

    def wrong(scope: SshdScope) -> bool:
        value = (scope.value(option) or "").lower()
        return value in bad or bool(good and value not in good)

    return judged_all(
        [
            f"{scope.name}: {option} {scope.value(option)}"
            for scope in sshd.differing(option)
            if wrong(scope)
        ],
        expected=f"{option} {_wanted(allowed, forbidden)}",
        unclear=sshd.unclear,
        actual=f"{option} {sshd.value(option)}",
    )


def _lower(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(w.lower() for w in words)


def _wanted(allowed: tuple[str, ...], forbidden: tuple[str, ...]) -> str:
    return " | ".join(allowed) if allowed else f"≠ {', '.join(forbidden)}"


def mend(
    option: str, allowed: tuple[str, ...] = (), **_unused: object
) -> Mapping[str, str]:
    """Set the first of the values that are allowed."""
    return {"any": set_first(option, allowed[0])} if allowed else {}


CHECK = Check(facts={"sshd": SSHD}, evaluate=evaluate, mend=mend)
