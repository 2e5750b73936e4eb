"""Audit records must really reach back as far as the level asks.

auditd rotates by size: with `rotate` it drops the oldest of `num_logs` files, so
that a burst of records pushes out what is young. As long as there are fewer files
than that nothing was dropped yet; from then on the oldest file tells the reach.
"""

from collections.abc import Mapping
from datetime import datetime

from audit4.api import (
    AUDITD,
    LOGFILES,
    NOW,
    Auditd,
    Check,
    DatedStat,
    Reason,
    Verdict,
    age_of,
    failed,
    passed,
    unknown,
)

_DEFAULT = "/var/log/audit/audit.log"


def evaluate(
    auditd: Auditd, logfiles: Mapping[str, DatedStat], now: datetime, days: int
) -> Verdict:
    """Fail where files were dropped and the oldest is younger than `days`."""
    if auditd.verdict_without:
        return auditd.verdict_without
    log = auditd.options.get("log_file", _DEFAULT)
    files = [s for p, s in logfiles.items() if p == log or p.startswith(f"{log}.")]
    if not files:
        if log.startswith("/var/log/audit/"):
            return failed("-", expected=log)
        return unknown(Reason.NOT_COLLECTED, log)
    action = auditd.options.get("max_log_file_action", "ignore").lower()
    oldest = max(age_of(s, now) for s in files)
    actual = f"{action}, {len(files)} files, {oldest:.0f} d"
    dropped = action == "rotate" and len(files) >= _kept(auditd)
    if not dropped or oldest >= days:
        return passed(actual, expected=f">= {days} d")
    return failed(actual, expected=f">= {days} d", items=[log])


def _kept(auditd: Auditd) -> int:
    told = auditd.options.get("num_logs", "0")
    # Fewer than two and auditd never rotates.
    number = int(told) if told.isdecimal() and len(told) < 5 else 0  # noqa: PLR2004
    return number if number > 1 else 1_000_000


CHECK = Check(
    facts={"auditd": AUDITD, "logfiles": LOGFILES, "now": NOW}, evaluate=evaluate
)
