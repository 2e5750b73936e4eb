"""The group that may use su should have no members.

Then nobody becomes root by root's password, and each act goes through sudo,
which asks for a password of one's own and writes down who it was.
"""

from audit4.api import (
    ACCOUNTS,
    PAM,
    Accounts,
    Check,
    Exempt,
    Pam,
    Verdict,
    failed,
    judged_all,
    not_applicable,
)

_EXPECTED = "auth required pam_wheel.so use_uid group=…, group: -"


def evaluate(pam: Pam, accounts: Accounts) -> Verdict:
    """Fail for each member of the group, and where su is not bound to one."""
    if not pam.has("su"):
        return not_applicable(Exempt.NOT_INSTALLED)
    stranger = pam.walk("su", "auth", ("pam_wheel", "pam_rootok"))
    entries = [e for e in stranger.calls("pam_wheel") if "deny" not in e.args]
    if not entries or stranger.granted:
        shown = "su: pam_wheel -"
        return failed(shown, expected=_EXPECTED, items=[shown])
    group = _group(entries[0].args.get("group", ""), accounts)
    roots = {a.name for a in accounts.all if a.uid == 0}
    return judged_all(
        [f"{group}: {name}" for name in sorted(accounts.members(group) - roots)],
        expected=_EXPECTED,
        actual=f"{group}: -",
    )


def _group(told: str, accounts: Accounts) -> str:
    # pam_wheel(8): wheel, or where there is none the group with number 0.
    if told or any(g.name == "wheel" for g in accounts.groups):
        return told or "wheel"
    return next((g.name for g in accounts.groups if g.gid == 0), "root")


CHECK = Check(facts={"pam": PAM, "accounts": ACCOUNTS}, evaluate=evaluate)
