"""Full rights by sudo must go to the administrators' group, not to single names.

A group's members are reviewed in one place; a line for one account is
overlooked when that person changes duty.
"""

from audit4.api import (
    SUDOERS,
    Check,
    Exempt,
    Sudoers,
    SudoGrant,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(
    sudoers: Sudoers, groups: tuple[str, ...] = ("sudo", "wheel", "admin")
) -> Verdict:
    """Fail for each user or group outside `groups` that may run every command."""
    if not sudoers.installed:
        return not_applicable(Exempt.NOT_INSTALLED)
    known = {"root", "#0", *(f"%{g}" for g in groups)}
    full = [g for g in sudoers.grants if g.command == "ALL" and _as_root(g)]
    holders = {(user, g.file) for g in full for user in g.users}
    return judged_all(
        [
            f"{file}: {user}"
            for user, file in sorted(holders)
            if user not in known and not user.startswith("!")
        ],
        expected=", ".join(f"%{g}" for g in groups),
        unclear=sudoers.unclear,
        actual=", ".join(sorted({user for user, _ in holders})),
    )


def _as_root(grant: SudoGrant) -> bool:
    targets = (grant.runas.split(":")[0] or "root").split(",")
    return bool({"root", "ALL", "#0"} & set(targets))


CHECK = Check(facts={"sudoers": SUDOERS}, evaluate=evaluate)
