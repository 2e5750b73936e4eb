"""sshd must drop a connection whose other end no longer answers.

Otherwise a session outlives the laptop it came from and can be taken up by who
comes to its address next. ClientAliveCountMax 0 turns the check off since
OpenSSH 8.2, so it does not count as a limit.
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


def evaluate(sshd: SshdConfig, at_most: int) -> Verdict:
    """Fail where a dead connection lives longer than `at_most` seconds."""
    if not sshd.installed:
        return not_applicable(Exempt.NOT_INSTALLED)
    sshd.differing("clientaliveinterval")
    sshd.differing("clientalivecountmax")
    seen = list(dict.fromkeys((_seconds(s), _shown(s)) for s in sshd.scopes))
    return judged_all(
        [shown for seconds, shown in seen if not 0 < seconds <= at_most],
        expected=f"0 < clientaliveinterval × clientalivecountmax <= {at_most} s",
        unclear=sshd.unclear,
        actual=seen[0][1],
    )


def _numbers(scope: SshdScope) -> tuple[int, int]:
    return (
        scope.number("clientaliveinterval") or 0,
        scope.number("clientalivecountmax") or 0,
    )


def _seconds(scope: SshdScope) -> int:
    interval, count = _numbers(scope)
    return interval * count


def _shown(scope: SshdScope) -> str:
    interval, count = _numbers(scope)
    return f"{interval} s × {count}"


CHECK = Check(facts={"sshd": SSHD}, evaluate=evaluate)
