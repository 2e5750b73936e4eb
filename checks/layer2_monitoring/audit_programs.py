"""That people run certain programs must be recorded: those named, or all set-id ones.

A set-id program lends rights that the caller lacks; who called it, and when, is
what an investigation asks. One rule for each program does it, or rules that record
all programs that people start. Programs on file systems where the bit has no effect
(nosuid, noexec) lend nothing.
"""

from collections.abc import Collection, Iterator, Mapping

from audit4.api import (
    AUDITD,
    MOUNTS,
    UNUSUAL_FILES,
    Auditd,
    Check,
    Exempt,
    Mount,
    Unusual,
    Verdict,
    judged_all,
    not_applicable,
)

_PEOPLE = ("auid",)


def evaluate(
    auditd: Auditd,
    unusual: Unusual,
    mounts: Mapping[str, Mount],
    programs: Collection[str] = (),
) -> Verdict:
    """Fail for each program whose calls by people no rule records."""
    if auditd.verdict_without:
        return auditd.verdict_without
    meant = tuple(programs) or tuple(_privileged(unusual, mounts))
    there = [path for path in meant if not auditd.absent(path)]
    if not there:
        return not_applicable(Exempt.NOT_INSTALLED)
    if _all_programs(auditd):
        return judged_all((), expected="-p x", actual="execve")
    unseen = [auditd.watch_gap(path, "x", _PEOPLE) for path in there]
    return judged_all(
        filter(None, unseen),
        expected="-F path=… -F perm=x",
        actual=f"{len(there)} programs",
    )


def _all_programs(auditd: Auditd) -> bool:
    return not any(auditd.call_gap("execve", arch, _PEOPLE) for arch in ("b64", "b32"))


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
