"""When accounts were last used, by every record that a system keeps of log-ins.

lastlog and lastlog2 know each account's last one. wtmp, and wtmpdb in its place,
know all since they were last rotated: what is older has left no trace there.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from audit4.evidence import Command, Evidence, Fact, ItemStatus, Reason, Undetermined

LASTLOG = Command(id="accounts.lastlog", argv=("lastlog",), max_bytes=1 << 20)
LASTLOG2 = Command(id="accounts.lastlog2", argv=("lastlog2",), max_bytes=1 << 20)
# wtmpdb's `last` knows the same options, and reads its own database.
_MOST = 2000
LAST = Command(id="logins.last", argv=("last", "-F", "-w", "-n", str(_MOST)))
LAST_ROTATED = Command(
    id="logins.last_rotated", argv=(*LAST.argv, "-f", "/var/log/wtmp.1")
)
_LATEST = re.compile(
    r"^(\S+)\s.*?\w{3} (\w{3})\s+(\d+) (\d\d:\d\d:\d\d) ([+-]\d{4}) (\d{4})\s*$"
)
_SESSION = re.compile(r"^(\S+)\s.*?\b\w{3} (\w{3})\s+(\d+) (\d\d:\d\d:\d\d) (\d{4})\b")
_NEVER = "**Never logged in**"
# Lines of `last` that are no person's.
_NOBODY = frozenset({"reboot", "shutdown", "runlevel", "wtmp", "wtmp.1"})
_BEGINS = " begins "
_FARTHEST = 1 << 37  # the year 6325, which a clock may claim
# `last` prints local time without its zone.
_ZONES = timedelta(hours=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Logins:
    """The last log-in by account, and how far back records of log-ins go.

    `since` is the beginning of the longest record, None where there is none;
    `lacking` says why there is not more.
    """

    last: Mapping[str, datetime]
    since: datetime | None
    lacking: tuple[Reason, str]

    def covers(self, moment: datetime) -> bool:
        """Whether a log-in after `moment` would be known."""
        return self.since is not None and self.since <= moment


def _parse(evidence: Evidence) -> Logins:
    lacking = (Reason.MISSING_TOOL, LASTLOG.argv[0])
    last: dict[str, datetime] = {}
    since: list[datetime] = []
    for command in (LASTLOG, LASTLOG2, LAST, LAST_ROTATED):
        try:
            text = _text(evidence, command)
            if text is None:
                continue
            found, begin = _read(command, text, _limit(evidence))
        except Undetermined as why:
            if why.reason is Reason.PERMISSION:
                raise
            if command in (LASTLOG, LASTLOG2):
                lacking = (why.reason, why.detail)
            continue
        since += [begin] if begin else []
        for name, when in found:
            last[name] = max(when, last.get(name, when))
    return Logins(last=last, since=min(since, default=None), lacking=lacking)


def _text(evidence: Evidence, command: Command) -> str | None:
    (item,) = evidence.take(command)
    if command.argv[0] == "last" and item.status is ItemStatus.TRUNCATED:
        return item.content.rpartition("\n")[0]
    return evidence.output_if_present(command)


def _limit(evidence: Evidence) -> datetime:
    # By the host's own clock too, which may be wrong: the scan's own log-in is
    # seconds old by it. What is ahead of both was never a log-in.
    ahead = max(evidence.clock or 0, evidence.collected_at.timestamp()) + 3600
    return datetime.fromtimestamp(min(ahead, _FARTHEST), UTC)


_Found = tuple[list[tuple[str, datetime]], datetime | None]


def _read(command: Command, text: str, limit: datetime) -> _Found:
    if command.argv[0] == "last":
        return _sessions(text.splitlines(), limit + _ZONES)
    lines = [x for x in text.splitlines() if not x.startswith("Username")]
    if not lines:
        raise Undetermined(Reason.UNPARSEABLE, command.argv[0])
    found = list(_latest(lines))
    for name, when in found:
        if when > limit:
            raise Undetermined(Reason.UNPARSEABLE, f"lastlog: {name[:40]}")
    return found, datetime.min.replace(tzinfo=UTC)


def _latest(lines: Iterable[str]) -> Iterator[tuple[str, datetime]]:
    for line in lines:
        if line.rstrip().endswith(_NEVER):
            continue
        if not (found := _LATEST.match(line)):
            raise Undetermined(Reason.UNPARSEABLE, "lastlog")
        name, month, day, clock, zone, year = found.groups()
        yield name, _moment(f"{day} {month} {year} {clock} {zone}")


def _sessions(lines: list[str], limit: datetime) -> _Found:
    found: list[tuple[str, datetime]] = []
    moments: list[datetime] = []
    begin: datetime | None = None
    for line in lines:
        if not (parts := _SESSION.match(line)):
            continue
        name, month, day, clock, year = parts.groups()
        when = _moment(f"{day} {month} {year} {clock} +0000")
        if when > limit:
            continue  # one line that cannot be true spoils itself alone
        if _BEGINS in line:
            begin = when
        elif name not in _NOBODY:
            found.append((name, when))
            moments.append(when)
    if len(lines) >= _MOST or not found:
        # Cut off, or nobody writes it: it says nothing of who is not in it.
        begin = min(moments, default=None)
    return found, begin


def _moment(text: str) -> datetime:
    try:
        when = datetime.strptime(text, "%d %b %Y %H:%M:%S %z")
        return when.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Undetermined(Reason.UNPARSEABLE, "lastlog") from None


LOGINS: Fact[Logins] = Fact(
    name="logins", probes=(LASTLOG, LASTLOG2, LAST, LAST_ROTATED), parse=_parse
)
