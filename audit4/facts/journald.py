"""The systemd journal: how it is set, where it is written and how far it reaches."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from audit4.evidence import (
    KIB,
    Command,
    DatedStat,
    Evidence,
    Fact,
    Probe,
    Reason,
    Stat,
    Undetermined,
)
from audit4.facts.log_tree import LOG_ROOM, ROOM
from audit4.facts.systemd_conf import is_yes, systemd_files, systemd_settings, texts_of

CONFIG = systemd_files("journald", "journald.conf")
FILES = Stat(
    id="journald.files",
    paths=(
        "/var/log/journal",
        "/var/log/journal/*/*.journal",
        "/run/log/journal/*/*.journal",
        "/run/systemd/journal/socket",
    ),
    dated=True,
)
HEADER = Command(
    id="journald.header",
    argv=("journalctl", "--header", "--quiet", "--no-pager"),
    max_bytes=512 * KIB,
    seconds=20,
)

# journald.conf(5). ForwardToSyslog differs: upstream says no; Debian and Ubuntu
# are built with yes and print the built-in value as a comment in the main file.
_DEFAULTS = {"Storage": "auto", "Compress": "yes", "ForwardToSyslog": "no"}
_FORWARDS = re.compile(r"^#\s*ForwardToSyslog=yes", re.MULTILINE)
_HEAD = re.compile(r"^Head realtime timestamp: \w+ (\S+ \S+)", re.MULTILINE)
_UNITS = {
    "": 1,
    "s": 1,
    "sec": 1,
    "second": 1,
    "seconds": 1,
    "m": 60,
    "min": 60,
    "minute": 60,
    "minutes": 60,
    "h": 3600,
    "hr": 3600,
    "hour": 3600,
    "hours": 3600,
    "d": 86400,
    "day": 86400,
    "days": 86400,
    "w": 604800,
    "week": 604800,
    "weeks": 604800,
    "M": 2629800,
    "month": 2629800,
    "months": 2629800,
    "y": 31557600,
    "year": 31557600,
    "years": 31557600,
}
_LONGEST = 100  # characters of a time span; past that it is none
_SIZES = {"": 0, "K": 1, "M": 2, "G": 3, "T": 4, "P": 5, "E": 6}
# journald.conf(5): a tenth of the file system, at most 4 GiB.
_CAP = 4 * KIB**3


@dataclass(frozen=True, slots=True, kw_only=True)
class Journald:
    """The journal as configured and as found.

    `settings` has the built-in value of Storage, Compress and ForwardToSyslog
    where nothing sets them. `active` is whether the daemon is there at all.
    `oldest` is the first entry of any file, in the host's local time read as
    UTC, so off by up to 14 hours; None without entries. `used` are bytes on
    disk, `limit` the bytes that it may take.
    """

    active: bool
    settings: Mapping[str, str]
    on_disk: bool
    in_memory: bool
    oldest: datetime | None
    used: int
    limit: int | None

    @property
    def persistent(self) -> bool:
        """Whether entries reach the disk now and, as configured, go on to."""
        kept = self.settings["Storage"].lower() in {"auto", "persistent"}
        return self.active and kept and self.on_disk and not self.in_memory

    @property
    def forwards(self) -> bool:
        """Whether messages are handed on to the socket of a syslog daemon."""
        return is_yes(self.settings["ForwardToSyslog"])

    @property
    def max_retention_s(self) -> float | None:
        """Seconds after which entries are deleted; None where time sets no bound.

        Raises:
            Undetermined: the configured value is no time span.
        """
        seconds = span(self.settings.get("MaxRetentionSec", "") or "0")
        return seconds or None


def _parse(seen: Evidence) -> Journald:
    files = seen.dated_stats(FILES)
    journals = {p: s for p, s in files.items() if p.endswith(".journal")}
    written = {p: s for p, s in journals.items() if p.startswith("/var/log/journal/")}
    told = systemd_settings(seen, CONFIG, "Journal")
    settings = {**_DEFAULTS, **_built_in(seen), **told}
    return Journald(
        active="/run/systemd/journal/socket" in files,
        settings=settings,
        on_disk=any(p.endswith("/system.journal") for p in written),
        in_memory=any(
            p.startswith("/run/") and p.endswith("/system.journal") for p in journals
        ),
        oldest=_oldest(seen, journals),
        used=sum(s.size for s in written.values()),
        limit=_limit(seen, settings),
    )


def _built_in(seen: Evidence) -> dict[str, str]:
    texts = [t for p in CONFIG for t in texts_of(seen, p).values()]
    yes = any(_FORWARDS.search(text) for text in texts)
    return {"ForwardToSyslog": "yes"} if yes else {}


def _oldest(seen: Evidence, journals: Mapping[str, DatedStat]) -> datetime | None:
    if not journals:
        return None
    heads = _HEAD.findall(seen.output_if_present(HEADER, exits=(0, 1)) or "")
    try:
        return min(datetime.fromisoformat(f"{h}+00:00") for h in heads)
    except ValueError:
        raise Undetermined(Reason.UNPARSEABLE, "journalctl --header") from None


def _limit(seen: Evidence, settings: Mapping[str, str]) -> int | None:
    told = settings.get("SystemMaxUse", "")
    if told:
        return size(told)
    try:
        total = seen.fact(LOG_ROOM).total
    except Undetermined:
        return None
    return min(total * KIB // 10, _CAP)


def span(text: str) -> float:
    """Seconds of a systemd time span such as `1month 2d`, `90d` or `3600`.

    Raises:
        Undetermined: it is no time span.
    """
    total, rest = 0.0, text.strip()
    if len(rest) > _LONGEST:
        raise Undetermined(Reason.UNPARSEABLE, f"time span {text[:40]}")
    while rest:
        found = re.match(r"(\d+(?:\.\d+)?)\s*([a-zA-Z]*)\s*", rest, re.ASCII)
        if not found or found[2] not in _UNITS:
            raise Undetermined(Reason.UNPARSEABLE, f"time span {text[:40]}")
        total += float(found[1]) * _UNITS[found[2]]
        rest = rest[found.end() :]
    return total


def size(text: str) -> int:
    """Bytes of a systemd size such as `500M`.

    Raises:
        Undetermined: it is no size.
    """
    found = re.fullmatch(r"(\d{1,18})([KMGTPE]?)B?", text.strip(), re.ASCII)
    if not found:
        raise Undetermined(Reason.UNPARSEABLE, f"size {text[:40]}")
    return int(found[1]) << 10 * _SIZES[found[2]]


def age_days(then: datetime, now: datetime) -> float:
    """Days between two times, for retention."""
    return (now.astimezone(UTC) - then).total_seconds() / 86400


def age_of(stat: DatedStat, now: datetime) -> float:
    """Days since a file was last written."""
    return (now.timestamp() - stat.mtime) / 86400


PROBES: tuple[Probe, ...] = (*CONFIG, FILES, HEADER, ROOM)
JOURNALD: Fact[Journald] = Fact(name="journald", probes=PROBES, parse=_parse)
