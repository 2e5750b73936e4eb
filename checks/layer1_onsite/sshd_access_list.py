"""sshd must say who may log in, by users or groups.

Without a list every account with a shell is a way in, a service's or a
forgotten one too. A list that lets everybody in is none.
"""

from audit4.api import (
    SSHD,
    Check,
    Exempt,
    SshdConfig,
    SshdScope,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(sshd: SshdConfig) -> Verdict:
    """Fail for each kind of connection without AllowUsers or AllowGroups."""
    if not sshd.installed:
        return not_applicable(Exempt.NOT_INSTALLED)
    wrong: dict[str, str] = {}
    for scope in sshd.scopes:
        if not _limits(scope):
            wrong.setdefault(_shown(scope), f"{scope.name}: {_shown(scope)}")
    return judged_all(
        wrong.values(),
        expected="allowusers | allowgroups",
        unclear=sshd.unclear,
        actual=_shown(sshd.scopes[0]),
    )


def _limits(scope: SshdScope) -> bool:
    users, groups = scope.values("allowusers"), scope.values("allowgroups")
    narrow_users = bool(users) and not any(u in ("*", "*@*") for u in users)
    return narrow_users or (bool(groups) and "*" not in groups)


def _shown(scope: SshdScope) -> str:
    return ", ".join(
        f"{option} {scope.value(option) or '-'}"
        for option in ("allowusers", "allowgroups")
    )


CHECK = Check(facts={"sshd": SSHD}, evaluate=evaluate)
