"""sshd must limit how many connections may stand without a log-in.

Whoever opens them by the hundred keeps the administrators out. MaxStartups
`start:rate:full` refuses `rate` percent of new ones from `start` on, and all of
them from `full` on.
"""

import re

from audit4.api import (
    SSHD,
    Check,
    Exempt,
    Reason,
    SshdConfig,
    Undetermined,
    Verdict,
    failed,
    not_applicable,
    passed,
    unknown,
)

_VALUE = re.compile(r"(\d{1,6}):(\d{1,3}):(\d{1,6})")


def evaluate(sshd: SshdConfig, start: int, rate: int, full: int) -> Verdict:
    """Fail where fewer are refused than `start:rate:full` would refuse."""
    if not sshd.installed:
        return not_applicable(Exempt.NOT_INSTALLED)
    told = sshd.value("maxstartups")
    if told is None:
        return unknown(Reason.UNSUPPORTED, "sshd -T: maxstartups")
    found = _VALUE.fullmatch(told)
    if not found:
        raise Undetermined(Reason.UNPARSEABLE, f"maxstartups {told[:40]}")
    first, share, last = map(int, found.groups())
    expected = f"maxstartups {start}:{rate}:{full}"
    shown = f"maxstartups {told}"
    # Where all are refused from `start` on, the share before that means nothing.
    steep = share >= rate or first == last
    if first <= start and last <= full and steep:
        return passed(shown, expected=expected)
    return failed(shown, expected=expected, items=[shown])


CHECK = Check(facts={"sshd": SSHD}, evaluate=evaluate)
