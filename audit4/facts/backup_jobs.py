"""What makes backups on a host: jobs of cron, local timers, agents that run."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from audit4.facts.cron import Cron
from audit4.facts.persistence import Persistence
from audit4.facts.services import Services

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
    """A tool: words of its command line, and its agent's services.

    `tells` says where it leaves the time of its copies: in borg's or restic's own
    files, or as that of the file that it writes.
    """

    name: str
    commands: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    encrypts: bool = False
    away: bool = False
    tells: Literal["", "borg", "restic", "written"] = ""
    tested: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupJob:
    """A job: where it stands, whose it is, its masked line, what its tools tell."""

    place: str
    away: bool
    encrypted: bool
    central: bool = False
    user: str = "root"
    command: str = ""
    tells: tuple[str, ...] = ()


def backup_jobs(
    cron: Cron, found: Persistence, services: Services, tools: tuple[BackupTool, ...]
) -> list[BackupJob]:
    """All jobs that make backups, by the tools that they use or by their names.

    Raises:
        Undetermined: the init keeps no run state.
    """
    return [
        *_agents(services, tools),
        *_cron(cron, tools),
        *_timers(services, found, tools),
    ]


def _agents(services: Services, tools: Iterable[BackupTool]) -> Iterable[BackupJob]:
    for tool in tools:
        for name in tool.services:
            if services.get(name) and services.running(name):
                yield BackupJob(place=name, away=True, encrypted=False, central=True)


def _cron(cron: Cron, tools: tuple[BackupTool, ...]) -> Iterable[BackupJob]:
    for entry in cron.entries:
        yield from _job(entry.source, entry.command, tools, entry.user)
    for path in cron.scripts:
        yield from _job(path, path.rsplit("/", 1)[-1], tools)


def _timers(
    services: Services, found: Persistence, tools: tuple[BackupTool, ...]
) -> Iterable[BackupJob]:
    programs: dict[str, str] = {}
    for unit in found.units:
        stem = unit.unit.rsplit("/", 1)[-1].removesuffix(".service")
        programs[stem] = f"{programs.get(stem, '')} {unit.program}"
    for name in services.units:
        stem = name.removesuffix(".timer")
        if stem != name and services.running(name):
            yield from _job(name, f"{stem} {programs.get(stem, '')}", tools)


def _job(
    place: str, text: str, tools: tuple[BackupTool, ...], user: str = "root"
) -> Iterable[BackupJob]:
    words = set(re.split(r"[\s/;|&()'\"]+", text))
    used = [t for t in tools if words & set(t.commands)]
    if not used and (not _NAMED.search(text) or _OWN.search(f"{place} {text}")):
        return
    yield BackupJob(
        place=place,
        away=bool(_AWAY.search(text)) or any(t.away for t in used),
        encrypted=bool(_CRYPT.search(text)) or any(t.encrypts for t in used),
        user=user,
        command=text,
        tells=tuple(t.tells for t in used if t.tells),
    )
