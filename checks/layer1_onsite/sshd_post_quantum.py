"""sshd should offer a key exchange that a quantum computer does not break.

What is recorded today can be read when such computers exist; only the key
exchange of today helps against that. Judged where sshd knows one by itself
(OpenSSH 9.0 and later, told by an option that came just after).
"""

from fnmatch import fnmatchcase

from audit4.api import (
    SSHD,
    Check,
    Exempt,
    SshdConfig,
    Verdict,
    judged_all,
    not_applicable,
)

_CAME_AFTER = "unusedconnectiontimeout"  # OpenSSH 9.2


def evaluate(sshd: SshdConfig, some: tuple[str, ...]) -> Verdict:
    """Fail for each kind of connection that is offered none of `some`."""
    if not sshd.installed:
        return not_applicable(Exempt.NOT_INSTALLED)
    if sshd.value(_CAME_AFTER) is None:
        return not_applicable(Exempt.NOT_USED)
    option = "kexalgorithms"
    return judged_all(
        [
            f"{scope.name}: {option} {scope.value(option)}"
            for scope in sshd.differing(option)
            if not any(fnmatchcase(n, p) for n in scope.values(option) for p in some)
        ],
        expected=f"{option}: {' | '.join(some)}",
        unclear=sshd.unclear,
        actual=f"{option} {sshd.value(option)}",
    )


CHECK = Check(facts={"sshd": SSHD}, evaluate=evaluate)
