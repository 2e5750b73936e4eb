"""PAM must be managed by authselect, from a profile that holds what protects it.

A stack edited by hand is overwritten when somebody next runs authselect; a profile
that lacks a module loses it then. Both stacks are looked at: one serves the console,
the other what comes over the network.
"""

from typing import Literal

from audit4.api import (
    AUTHSELECT,
    OS,
    Authselect,
    Check,
    Exempt,
    OsRelease,
    Verdict,
    failed,
    judged_all,
    not_applicable,
    passed,
)

_STACKS = ("system-auth", "password-auth")
# The first release that came with authselect.
_SINCE = {"rhel": 8, "amazon": 2023}


def evaluate(
    authselect: Authselect,
    os: OsRelease,
    each: Literal["used", "modules"],
    modules: tuple[str, ...] = (),
) -> Verdict:
    """Fail where it is not in use, or its profile lacks one of `modules`."""
    release = os.version.split(".")[0]
    if not release.isdecimal() or int(release) < _SINCE.get(os.family, 1 << 30):
        return not_applicable(Exempt.NOT_USED)
    if not authselect.profile:
        return failed(
            "authselect -", expected="authselect current", items=["authselect"]
        )
    if each == "used":
        return judged_all(
            [f"/etc/pam.d/{name}" for name in authselect.strays],
            expected="/etc/pam.d/* -> /etc/authselect/*",
            actual=authselect.profile,
        )
    missing = [
        f"{authselect.profile}/{stack}: {module}"
        for stack in _STACKS
        for module in modules
        if module not in authselect.modules(stack)
    ]
    if missing:
        return failed(missing, expected=", ".join(modules), items=missing)
    return passed(f"{authselect.profile}: {', '.join(modules)}")


CHECK = Check(facts={"authselect": AUTHSELECT, "os": OS}, evaluate=evaluate)
