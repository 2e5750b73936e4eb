"""What people make must not be open to all others from the start.

The umask that a shell really ends with is judged: the session's own (pam_umask,
login.defs), then what the start-up files set, in the order in which they are read.
Of a condition each branch is taken to be possible.
"""

from typing import Literal

from audit4.api import (
    LOGIN_DEFS,
    PAM,
    STARTUP,
    UNTOLD,
    Check,
    LoginDefs,
    Pam,
    Reason,
    Startup,
    Verdict,
    judged_all,
    mask_of,
    session_umask,
)

_FILES = {
    "login": ("/etc/profile",),
    "interactive": ("/etc/bash.bashrc", "/etc/bashrc"),
}


def evaluate(
    startup: Startup,
    pam: Pam,
    defs: LoginDefs,
    shell: Literal["login", "interactive"],
    mask: str,
) -> Verdict:
    """Fail where a `shell` may end with less than the bits of `mask` taken away."""
    least = mask_of(mask)
    found = startup.umasks(*_FILES[shell])
    masks = {session_umask(pam, defs) if m is None else m for m in found}
    weak = sorted(m for m in masks if m != UNTOLD and m & least != least)
    return judged_all(
        [f"umask {m:03o}" for m in weak],
        expected=f"umask {least:03o}",
        unclear=[(Reason.UNPARSEABLE, f"umask ({shell})")] if UNTOLD in masks else (),
        actual=", ".join(f"umask {m:03o}" for m in sorted(masks)),
    )


CHECK = Check(
    facts={"startup": STARTUP, "pam": PAM, "defs": LOGIN_DEFS}, evaluate=evaluate
)
