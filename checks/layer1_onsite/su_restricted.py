"""su must be for the administrators' group alone.

Who knows or guesses root's password must not become root from any account.
Judged by walking su's stack for a user outside the group with the right
password: pam_wheel must refuse, and nothing after it may let the user in.
"""

from audit4.api import PAM, Check, Exempt, Pam, Verdict, failed, not_applicable, passed

_EXPECTED = "auth required pam_wheel.so"


def evaluate(pam: Pam) -> Verdict:
    """Fail where a user outside the group gets through."""
    if not pam.has("su"):
        return not_applicable(Exempt.NOT_INSTALLED)
    stranger = pam.walk("su", "auth", ("pam_wheel", "pam_rootok"))
    entries = [e for e in stranger.calls("pam_wheel") if "deny" not in e.args]
    if not entries:
        return failed("su: pam_wheel -", expected=_EXPECTED)
    if stranger.granted:
        return failed("su: pam_wheel (ignored)", expected=_EXPECTED)
    group = entries[0].args.get("group", "wheel")
    return passed(f"su: pam_wheel group={group}", expected=_EXPECTED)


CHECK = Check(facts={"pam": PAM}, evaluate=evaluate)
