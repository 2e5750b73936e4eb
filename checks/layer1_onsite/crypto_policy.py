"""The system-wide crypto policy must be a strong one, and be applied.

Red Hat's libraries and sshd take their algorithms from it, so one word in it
opens all of them to what was broken years ago. Judged on what the policy comes
to with its modules; a choice that waits to be applied is a finding.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from audit4.api import (
    CRYPTO_POLICY,
    Check,
    CryptoPolicy,
    Exempt,
    Verdict,
    judged_all,
    not_applicable,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ban:
    """Values that a setting must not have, for some libraries or for all."""

    settings: tuple[str, ...]
    without: tuple[str, ...]
    scopes: tuple[str, ...] = ("",)


def evaluate(
    policy: CryptoPolicy, refused: tuple[str, ...], bans: tuple[Ban, ...] = ()
) -> Verdict:
    """Fail for a refused policy, one not applied, and each banned value in force."""
    if not policy.installed:
        return not_applicable(Exempt.NOT_INSTALLED)
    wrong = [
        f"{word}: {name}"
        for word, name in (("config", policy.chosen), ("current", policy.current))
        if name.split(":")[0] in refused
    ]
    if policy.current and policy.chosen != policy.current:
        wrong.append(f"config: {policy.chosen} (current: {policy.current})")
    return judged_all(
        [*wrong, *dict.fromkeys(x for ban in bans for x in _banned(policy, ban))],
        expected=f"≠ {', '.join([*refused, *(w for b in bans for w in b.without)])}",
        actual=policy.current or policy.chosen,
    )


def _banned(policy: CryptoPolicy, ban: Ban) -> Iterable[str]:
    for scope in ban.scopes:
        for name in ban.settings:
            for value in policy.values(name, scope):
                if any(fnmatchcase(value, pattern) for pattern in ban.without):
                    yield f"{name}{f'@{scope}' if scope else ''}: {value}"


CHECK = Check(facts={"policy": CRYPTO_POLICY}, evaluate=evaluate)
