"""An administrator's idle session must end by itself.

A terminal left open is root's for whoever walks by. The shell ends it by TMOUT,
or sshd by ChannelTimeout (OpenSSH 9.2). ClientAliveInterval does not: it asks
whether the client lives, not whether anybody types.
"""

import re

from audit4.api import (
    SHELL_TIMEOUTS,
    SSHD,
    Check,
    Reason,
    ShellTimeouts,
    SshdConfig,
    SshdScope,
    Verdict,
    failed,
    passed,
    unknown,
)

_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def evaluate(
    sshd: SshdConfig,
    shell: ShellTimeouts,
    at_most: int,
    *,
    readonly: bool = False,
    ssh: bool = True,
) -> Verdict:
    """Fail where neither mechanism ends a session idle for `at_most` seconds.

    With `readonly` a TMOUT that users can change does not count; without `ssh`
    sshd's own limit does not, which says nothing of the console.
    """
    expected = f"0 < TMOUT <= {at_most}{' readonly' if readonly else ''}"
    timeout = shell.effective
    shown = (
        f"{timeout.path}: TMOUT={timeout.seconds}"
        f"{' readonly' if timeout.readonly else ''}"
        if timeout
        else "TMOUT -"
    )
    limits = [_channel(scope) for scope in sshd.scopes if ssh]
    if limits and not sshd.unclear and all(0 < n <= at_most for n in limits):
        return passed(f"channeltimeout {max(limits)} s", expected=expected)
    if timeout and timeout.conditional:
        return unknown(Reason.UNSUPPORTED, f"{timeout.path}: TMOUT ?")
    fits = timeout is not None and 0 < timeout.seconds <= at_most
    if fits and (not readonly or (timeout and timeout.readonly)):
        return passed(shown, expected=expected)
    return failed(shown, expected=expected, items=[shown])


def _channel(scope: SshdScope) -> int:
    # `session` covers shells, commands and sftp; `session:shell` shells alone.
    for word in scope.values("channeltimeout"):
        found = re.fullmatch(r"(?:session(?::shell|:\*)?|\*)=(\d{1,6})([smhdw]?)", word)
        if found:
            return int(found[1]) * _UNITS[found[2]]
    return 0


CHECK = Check(facts={"sshd": SSHD, "shell": SHELL_TIMEOUTS}, evaluate=evaluate)
