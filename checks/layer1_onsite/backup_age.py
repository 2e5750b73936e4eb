"""The newest copy of each backup must be young: a job that is scheduled may fail.

A disk was full, a password was changed, and nobody read the mail. Where a tool leaves
the time of its copies on the host, that is judged: borg's and restic's own records,
and the files that a job's command line names in a folder for backups. Where it leaves
none, the age is not known, and neither good nor bad.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from audit4.api import (
    BACKUP_COPIES,
    CRON,
    NOW,
    PERSISTENCE,
    SERVICES,
    SETTING,
    BackupJob,
    BackupTool,
    Check,
    Copies,
    Cron,
    Exempt,
    Persistence,
    Reason,
    Services,
    Setting,
    Verdict,
    backup_jobs,
    judged_all,
    not_applicable,
)

_SEGMENTS = re.compile(r"[;|&]+|\$\(|`")
_APPENDED = re.compile(r"(>>|\d>)\s*\S+")
_WORDS = re.compile(r"[\s>=]+")
_ENDS = re.compile(r"[$`%\\*?\[{]")
_WRITTEN = re.compile(r"\.(tar|t?gz|t?bz2|t?xz|zst|zip|7z|sql|dump|bak|gpg|age)\b")
_MIRRORS = re.compile(r"\b(rsync|rdiff-backup|rsnapshot|cp)\b")
_NO_COPY = re.compile(r"\.(log|sh|py|pl|conf|cnf|txt|lst|pid|lock|exclude)$")
_LEAST_BYTES = 100  # a dump that failed leaves the head of its compressor
_LOADED = timedelta(minutes=10)
_MANY = 3


def evaluate(
    cron: Cron,
    found: Persistence,
    services: Services,
    copies: Copies,
    setting: Setting,
    now: datetime,
    *,
    days: int,
    tools: tuple[BackupTool, ...],
) -> Verdict:
    """Fail for each job whose newest copy is older than so many days."""
    if setting.settings.get("backup_outside"):
        return not_applicable(Exempt.NOT_USED)
    jobs = backup_jobs(cron, found, services, tools)
    if not jobs:
        return not_applicable(Exempt.NOT_USED)
    oldest = now - timedelta(days=days)
    wrong: list[str] = []
    unclear: list[tuple[Reason, str]] = []
    for job in jobs:
        newest, sure = _newest(job, copies)
        if newest and newest > now + timedelta(days=1):
            unclear.append((Reason.UNPARSEABLE, f"{job.place}: {newest:%Y-%m-%d}"))
        elif newest and newest >= oldest:
            continue
        elif sure:
            wrong.append(f"{job.place}: {f'{newest:%Y-%m-%d}' if newest else 'none'}")
        else:
            unclear.append((Reason.NOT_COLLECTED, job.place))
    return judged_all(
        wrong,
        expected=f"a copy of the last {days} d",
        unclear=unclear,
        actual=", ".join(sorted({job.place for job in jobs})[:20]),
    )


def _newest(job: BackupJob, copies: Copies) -> tuple[datetime | None, bool]:
    """When the newest copy was made, and whether there can be no newer one."""
    if job.user == "root":
        if "borg" in job.tells and copies.borg:
            return max(copies.borg), True
        if "restic" in job.tells and copies.restic:
            return _snapshot(copies.restic)
    told = [_below(target, copies) for target in _targets(job.command, copies)]
    newest = max((newest for newest, _ in told if newest), default=None)
    # A mirror shows the times of what was copied, which may all be old.
    written = "written" in job.tells or bool(_WRITTEN.search(job.command))
    sure = written and not _MIRRORS.search(job.command)
    return newest, bool(told) and sure and all(seen for _, seen in told)


def _snapshot(times: tuple[datetime, ...]) -> tuple[datetime | None, bool]:
    """The newest, unless an empty cache was just filled with many old ones."""
    newest = max(times)
    together = [t for t in times if newest - t < _LOADED]
    return (None, False) if len(together) >= _MANY else (newest, True)


def _targets(command: str, copies: Copies) -> Iterator[str]:
    """Paths in folders for backups that a command line names, as far as fixed."""
    for segment in _SEGMENTS.split(_APPENDED.sub(" ", command)):
        _, *words = _WORDS.split(f"{segment.strip()} ")
        for word in (w.strip("\"'") for w in words):
            path = _ENDS.split(word)[0]
            if not _NO_COPY.search(word) and _folder_of(path, copies):
                yield path


def _below(target: str, copies: Copies) -> tuple[datetime | None, bool]:
    """The newest file of a target's, and whether a newer one would have been seen."""
    folder = copies.folders[_folder_of(target, copies)]
    own = [file for file in folder.files if file.path.startswith(target)]
    sized = [file.written for file in own if file.size >= _LEAST_BYTES]
    return max(sized, default=None), folder.whole or (folder.complete and bool(sized))


def _folder_of(path: str, copies: Copies) -> str:
    return next((f for f in copies.folders if f"{path}/".startswith(f"{f}/")), "")


CHECK = Check(
    facts={
        "cron": CRON,
        "found": PERSISTENCE,
        "services": SERVICES,
        "copies": BACKUP_COPIES,
        "setting": SETTING,
        "now": NOW,
    },
    evaluate=evaluate,
)
