"""What cron and at start by themselves: files, users and command lines.

The commands came masked from the host; they are matched, never shown whole.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from audit4.evidence import KIB, Evidence, Fact, File, ItemStatus, Stat, settled

CRONTAB = File(id="cron.crontab", path="/etc/crontab")
CRON_D = File(id="cron.d", path="/etc/cron.d/*")
SPOOL = File(id="cron.spool", path="/var/spool/cron/crontabs/*", max_bytes=64 * KIB)
# Without a folder between, as RHEL has it; elsewhere this finds folders only.
SPOOL_RHEL = File(id="cron.spool_rhel", path="/var/spool/cron/*", max_bytes=64 * KIB)
ANACRONTAB = File(id="cron.anacrontab", path="/etc/anacrontab")
SCRIPTS = Stat(
    id="cron.scripts",
    paths=(
        "/etc/cron.hourly/*",
        "/etc/cron.daily/*",
        "/etc/cron.weekly/*",
        "/etc/cron.monthly/*",
    ),
    dated=True,
)
AT_JOBS = Stat(id="cron.at", paths=("/var/spool/cron/atjobs/*", "/var/spool/at/*"))

_SCHEDULE = r"(@\w+|[\d*][\w*/,~-]*(?:\s+[\w*/,~-]+){4})"
_SYSTEM_LINE = re.compile(rf"^\s*{_SCHEDULE}\s+(\S+)\s+(\S.*)$")
_USER_LINE = re.compile(rf"^\s*{_SCHEDULE}\s+(\S.*)$")
_ANACRON_LINE = re.compile(r"^\s*(\d+|@\w+)\s+\d+\s+\S+\s+(\S.*)$")
_WEEK, _FIELDS = 7, 5
_SPOOL_FOLDERS = ("crontabs", "atjobs", "atspool", "lastrun", "tabs")


@dataclass(frozen=True, slots=True, kw_only=True)
class CronEntry:
    """One job; `source` is its file and line, `command` is masked."""

    source: str
    user: str
    schedule: str
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cron:
    """Jobs of all tables, scripts of the periodic folders, files of at."""

    entries: tuple[CronEntry, ...]
    scripts: tuple[str, ...]
    at_jobs: tuple[str, ...]


def _parse(seen: Evidence) -> Cron:
    entries: list[CronEntry] = []
    for probe in (CRONTAB, CRON_D):
        for path, text in _texts(seen, probe):
            entries += _system(path, text)
    for probe in (SPOOL, SPOOL_RHEL):
        for path, text in _texts(seen, probe):
            entries += _user(path, text)
    entries += _anacron(seen.file(ANACRONTAB) or "")
    at_jobs = [s for s in seen.stats(AT_JOBS).values() if s.kind == "f"]
    return Cron(
        entries=tuple(entries),
        scripts=tuple(sorted(seen.stats(SCRIPTS))),
        # .SEQ counts at's jobs and is not one
        at_jobs=tuple(sorted(s.path for s in at_jobs if "/." not in s.path)),
    )


def _texts(seen: Evidence, probe: File) -> Iterable[tuple[str, str]]:
    for item in seen.take(probe):
        folder = item.name.rsplit("/", 1)[-1] in _SPOOL_FOLDERS
        if item.status is not ItemStatus.ABSENT and not folder:
            yield item.name, settled(item)


def _system(path: str, text: str) -> Iterable[CronEntry]:
    for number, line in enumerate(text.splitlines(), 1):
        if found := _SYSTEM_LINE.match(line):
            yield CronEntry(
                source=f"{path}:{number}",
                schedule=found[1],
                user=found[2],
                command=found[3],
            )


def _user(path: str, text: str) -> Iterable[CronEntry]:
    for number, line in enumerate(text.splitlines(), 1):
        if found := _USER_LINE.match(line):
            yield CronEntry(
                source=f"{path}:{number}",
                schedule=found[1],
                user=path.rsplit("/", 1)[-1],
                command=found[2],
            )


def _anacron(text: str) -> Iterable[CronEntry]:
    for number, line in enumerate(text.splitlines(), 1):
        if found := _ANACRON_LINE.match(line):
            yield CronEntry(
                source=f"{ANACRONTAB.path}:{number}",
                schedule=found[1],
                user="root",
                command=found[2],
            )


def weekly(schedule: str) -> bool:
    """Whether a schedule comes round at least once in seven days.

    A day of the month or a month that is named makes it rarer, a step of up to
    seven days (`*/2`) does not.
    """
    if schedule.startswith("@"):
        return schedule in {"@hourly", "@daily", "@midnight", "@weekly"}
    fields = schedule.split()
    if len(fields) == 1 and fields[0].isdecimal():  # anacron's days between two runs
        return int(fields[0]) <= _WEEK
    if len(fields) != _FIELDS or fields[3] != "*":
        return False
    step = re.fullmatch(r"\*(?:/(\d{1,2}))?", fields[2])
    return step is not None and int(step[1] or 1) <= _WEEK


CRON: Fact[Cron] = Fact(
    name="cron",
    probes=(CRONTAB, CRON_D, SPOOL, SPOOL_RHEL, ANACRONTAB, SCRIPTS, AT_JOBS),
    parse=_parse,
)
