"""The umask that a session begins with, before any start-up file is read."""

from audit4.facts.login_defs import LoginDefs
from audit4.facts.pam import Pam
from audit4.facts.startup import UNTOLD, mask_of

SERVICES = ("sshd", "login")
# What sshd, login and systemd set when nobody says otherwise.
_DEFAULT = 0o022


def session_umask(pam: Pam, defs: LoginDefs) -> int:
    """The bits that every way in takes away at least.

    pam_umask takes its argument, else UMASK of login.defs. It may give the group of
    one person alone the owner's rights (`usergroups`), which lets nobody else in.
    """
    masks = [_of(pam, defs, s) for s in SERVICES if pam.has(s)] or [_DEFAULT]
    common = 0o777
    for mask in masks:
        if mask == UNTOLD:
            return UNTOLD
        common &= mask
    return common


def _of(pam: Pam, defs: LoginDefs, service: str) -> int:
    entries = [e for e in pam.stack(service, "session") if e.module == "pam_umask"]
    if not entries:
        return _DEFAULT
    said = entries[-1].args.get("umask") or defs.pam("UMASK")
    return mask_of(said) if said else _DEFAULT
