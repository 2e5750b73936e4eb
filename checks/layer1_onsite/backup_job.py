"""Something on the host must make backups regularly, away from it, encrypted.

Seen is what cron and local systemd units start and which backup agents run. A host
that is copied from outside says so in the inventory: `backup_outside`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from audit4.api import (
    CRON,
    PERSISTENCE,
    SERVICES,
    SETTING,
    Check,
    Cron,
    Exempt,
    Persistence,
    Services,
    Setting,
    Text,
    Verdict,
    failed,
    judged_all,
    not_applicable,
    passed,
)

_NAMED = re.compile(r"back-?up|sao-?luu", re.IGNORECASE)
# Debian's own copies of its package database, no backup of anybody's data.
_OWN = re.compile(r"dpkg|/etc/cron\.\w+/(dpkg|passwd|aptitude)|lvm2?|ntfs|e2scrub")
_AWAY = re.compile(
    r"(?<![\w.])(sftp|ssh|s3|b2|gs|rest|swift|azure|rclone|rsync|scp|ftps)://?\S|"
    r"\b(sftp|s3|b2|gs|rest|swift|azure|rclone):\S|[\w.-]+@[\w.-]+:|\b(scp|sftp)\b|"
    r"\|\s*ssh\b|(^|\s)/(net|mnt/nfs|mnt/nas)\S*"
)
_CRYPT = re.compile(r"\b(gpg2?|age|openssl\s+(enc|cms|smime)|ccrypt|cryptsetup)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupTool:
    """A tool: words of its command line, and its agent's services."""

    name: str
    commands: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    encrypts: bool = False
    away: bool = False
    tested: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    place: str
    away: bool
    encrypted: bool
    central: bool = False


def evaluate(
    cron: Cron,
    found: Persistence,
    services: Services,
    setting: Setting,
    *,
    judge: Literal["job", "away", "encrypted"],
    tools: tuple[BackupTool, ...],
) -> Verdict:
    """Fail where there is no job, none leads away, or one is in the clear."""
    if setting.settings.get("backup_outside"):
        return not_applicable(
            Exempt.NOT_USED,
            Text("Máy được sao lưu từ bên ngoài", "The host is copied from outside"),
        )
    jobs = [
        *_agents(services, tools),
        *_cron(cron, tools),
        *_timers(services, found, tools),
    ]
    return _judged(jobs, judge)


def _judged(jobs: list[_Job], judge: str) -> Verdict:
    places = sorted({job.place for job in jobs})
    good = sorted({job.place for job in jobs if judge == "job" or job.away})
    if judge != "encrypted":
        if good:
            return passed(good[:20])
        expected = "a job or a running agent"
        if judge == "away":
            expected += ", with a copy elsewhere"
        return failed(places or "none", expected=expected, items=places)
    # How an agent's server keeps what it gets cannot be seen here.
    own = [job for job in jobs if not job.central]
    if not own:
        return not_applicable(Exempt.NOT_USED)
    clear = sorted({job.place for job in own if not job.encrypted})
    return judged_all(clear, expected="encrypted", actual=", ".join(places[:20]))


def _agents(services: Services, tools: Iterable[BackupTool]) -> Iterable[_Job]:
    for tool in tools:
        for name in tool.services:
            if services.get(name) and services.running(name):
                yield _Job(place=name, away=True, encrypted=False, central=True)


def _cron(cron: Cron, tools: tuple[BackupTool, ...]) -> Iterable[_Job]:
    for entry in cron.entries:
        yield from _job(entry.source, entry.command, tools)
    for path in cron.scripts:
        yield from _job(path, path.rsplit("/", 1)[-1], tools)


def _timers(
    services: Services, found: Persistence, tools: tuple[BackupTool, ...]
) -> Iterable[_Job]:
    programs: dict[str, str] = {}
    for unit in found.units:
        stem = unit.unit.rsplit("/", 1)[-1].removesuffix(".service")
        programs[stem] = f"{programs.get(stem, '')} {unit.program}"
    for name in services.units:
        stem = name.removesuffix(".timer")
        if stem != name and services.running(name):
            yield from _job(name, f"{stem} {programs.get(stem, '')}", tools)


def _job(place: str, text: str, tools: tuple[BackupTool, ...]) -> Iterable[_Job]:
    words = set(re.split(r"[\s/;|&()'\"]+", text))
    used = [t for t in tools if words & set(t.commands)]
    if not used and (not _NAMED.search(text) or _OWN.search(f"{place} {text}")):
        return
    yield _Job(
        place=place,
        away=bool(_AWAY.search(text)) or any(t.away for t in used),
        encrypted=bool(_CRYPT.search(text)) or any(t.encrypts for t in used),
    )


CHECK = Check(
    facts={
        "cron": CRON,
        "found": PERSISTENCE,
        "services": SERVICES,
        "setting": SETTING,
    },
    evaluate=evaluate,
)
