"""That people run set-id programs must be recorded, for each one that the host has.

A set-id program lends rights that the caller lacks; who called it, and when, is
what an investigation asks. One rule for each program does it, or rules that record
all programs that people start. Programs on file systems where the bit has no effect
(nosuid, noexec) lend nothing.
"""

from collections.abc import Iterator, Mapping

from audit4.api import (
    AUDITD,
    MOUNTS,
    UNUSUAL_FILES,
    Auditd,
    Check,
    Mount,
    Unusual,
    Verdict,
    judged_all,
)


def evaluate(
    auditd: Auditd,
    unusual: Unusual,
    mounts: Mapping[str, Mount],
) -> Verdict:
    """Fail for each program whose calls by people no rule records."""
    if auditd.verdict_without:
        return auditd.verdict_without
    if auditd.all_programs:
        return judged_all((), expected="-p x", actual="execve")
    there = tuple(_privileged(unusual, mounts))
    unseen = [auditd.watch_gap(path, "x", ("auid",)) for path in there]
    return judged_all(
        filter(None, unseen),
        expected="-F path=… -F perm=x",
        actual=f"{len(there)} programs",
        lacks="no rule",
    )


def _privileged(unusual: Unusual, mounts: Mapping[str, Mount]) -> Iterator[str]:
    for found in unusual.privileged:
        if not _mounted(found.path, mounts).options & {"nosuid", "noexec"}:
            yield found.path


def _mounted(path: str, mounts: Mapping[str, Mount]) -> Mount:
    folder = path
    while folder not in mounts:
        folder = folder.rpartition("/")[0] or "/"
    return mounts[folder]


CHECK = Check(
    facts={"auditd": AUDITD, "unusual": UNUSUAL_FILES, "mounts": MOUNTS},
    evaluate=evaluate,
)
