"""Nobody may log in over the network as root.

With root's own log-in nobody can say who did what. `PermitRootLogin no` forbids
it, and so do the access lists when they leave root out, in every kind of
connection that sshd tells apart.
"""

from fnmatch import fnmatchcase

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


def evaluate(sshd: SshdConfig, allowed: tuple[str, ...] = ("no",)) -> Verdict:
    """Fail for each kind of connection in which root may log in."""
    if not sshd.installed:
        return not_applicable(Exempt.NOT_INSTALLED)
    sshd.differing("permitrootlogin")
    wrong: dict[str | None, str] = {}
    for scope in _roots(sshd):
        value = scope.value("permitrootlogin")
        if value not in allowed and not _shut_out(scope):
            wrong.setdefault(value, f"{scope.name}: permitrootlogin {value}")
    return judged_all(
        wrong.values(),
        expected=f"permitrootlogin {' | '.join(allowed)}",
        unclear=sshd.unclear,
        actual=f"permitrootlogin {sshd.value('permitrootlogin')}",
    )


def _roots(sshd: SshdConfig) -> tuple[SshdScope, ...]:
    # Samples of root's own connections say what holds for root; what a Match
    # block does to somebody else does not matter here.
    samples = tuple(s for s in sshd.scopes if s.name.startswith("user=root,"))
    return samples or sshd.scopes


def _shut_out(scope: SshdScope) -> bool:
    users, groups = scope.values("allowusers"), scope.values("allowgroups")
    return (
        any(fnmatchcase("root", p) for p in scope.values("denyusers"))
        or any(fnmatchcase("root", p) for p in scope.values("denygroups"))
        or bool(users and not any(_names_root(p) for p in users))
        or bool(groups and not any(fnmatchcase("root", p) for p in groups))
    )


def _names_root(pattern: str) -> bool:
    return fnmatchcase("root", pattern.split("@", 1)[0])


CHECK = Check(facts={"sshd": SSHD}, evaluate=evaluate)
