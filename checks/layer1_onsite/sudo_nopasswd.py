"""Nobody may become root by sudo without a password.

A stolen key or a hole in a program of that account is then root at once.
audit4's own pinned access is left out and shown; it is known by its exact line,
its digest and its owner, and by nothing else.
"""

from audit4.api import (
    AUDIT_ACCESS,
    SUDOERS,
    AuditAccess,
    Check,
    Exempt,
    Sudoers,
    SudoGrant,
    Text,
    Verdict,
    judged_all,
    not_applicable,
    passed,
)

_AUDIT = Text(
    "Chỉ có quyền truy cập kiểm tra của audit4 (gắn với mã băm) là không cần mật khẩu.",
    "Only audit4's own audit access, pinned by digest, works without a password.",
)


def evaluate(sudoers: Sudoers, access: AuditAccess) -> Verdict:
    """Fail for each grant without a password; root needs none anyway."""
    if not sudoers.installed:
        return not_applicable(Exempt.NOT_INSTALLED)
    free = [g for g in sudoers.grants if _free(sudoers, g)]
    grants = [
        f"{g.file}: {g.who} NOPASSWD: {g.command}" for g in free if not access.grants(g)
    ]
    # Whom, where or for what: each of them frees somebody from the password.
    excused = [
        f"{d.file}: Defaults{d.scope} !authenticate"
        for d in sudoers.exceptions("authenticate")
        if d.value is False and d.scope not in (":root", ":#0")
    ]
    verdict = judged_all(
        dict.fromkeys([*grants, *excused]),
        expected="≠ NOPASSWD, ≠ !authenticate",
        unclear=sudoers.unclear,
        actual=str(len(sudoers.grants)),
    )
    own = [g for g in free if access.grants(g)]
    if own and verdict == passed(verdict.actual, expected=verdict.expected):
        return passed(
            f"audit access: {own[0].line}", expected=verdict.expected, message=_AUDIT
        )
    return verdict


def _free(sudoers: Sudoers, grant: SudoGrant) -> bool:
    forbids = grant.command.startswith("!")
    return not forbids and grant.users != ("root",) and sudoers.asks_no_password(grant)


CHECK = Check(
    facts={"sudoers": SUDOERS, "access": AUDIT_ACCESS},
    evaluate=evaluate,
)
