"""Recorded evidence: kept as text, answered as if it were taken now.

A recording is JSON Lines: the first says when it was taken and what the collector
said of itself, each further one holds a probe's items. Where a host has a second
recording, `NAME.later.jsonl` holds the probes alone that have changed.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib import resources
from typing import Any

from audit4.evidence import Evidence, Item, ItemStatus

FORMAT = "audit4.recorded/1"
_DAY = 86400
_STAT = re.compile(r"\A([0-7]{4,} \d+ \d+ [fdlpsbc?] \d+ )(\d+)(?=[ \n])")
_LAST_CHANGE = re.compile(r"^([^:\n]*:[^:\n]*:)(\d+)", re.MULTILINE)
# `date -R` and its kin without the zone, as chronyc, timedatectl and journalctl
# print them: Sun 2026-11-22 19:34:40 or Sun Nov 22 19:33:58 2026.
_ISO = re.compile(r"\b[A-Z][a-z]{2} (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\b")
_C_LOCALE = re.compile(r"\b[A-Z][a-z]{2} ([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})")
_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What one collection brought back, and when."""

    taken: datetime
    header: Mapping[str, str]
    items: Mapping[str, tuple[Item, ...]]

    def later(self, changed: "Recording") -> "Recording":
        """This one, with the probes of a later recording in the place of its own."""
        return replace(changed, items={**self.items, **changed.items})

    def at(self, now: datetime) -> "Recording":
        """As if it were taken now: everything in it is as old as it was then."""
        by = now - self.taken
        start = int(float(self.header.get("clock", "0")) + by.total_seconds())
        return Recording(
            taken=now,
            header={**self.header, "clock": str(start), "finished": str(start + 1)},
            items={p: tuple(_shifted(i, by) for i in f) for p, f in self.items.items()},
        )


def load(name: str) -> Recording:
    """A recording that is shipped."""
    folder = resources.files("audit4.demo").joinpath("evidence")
    return parse(folder.joinpath(f"{name}.jsonl").read_text("utf-8"))


def parse(text: str) -> Recording:
    """The recording that a text holds."""
    first, *rest = text.splitlines()
    head = json.loads(first)
    if head["format"] != FORMAT:
        raise ValueError(head["format"])
    return Recording(
        taken=datetime.fromisoformat(head["taken"]),
        header=head["header"],
        items=dict(_probe(json.loads(line)) for line in rest),
    )


def dump(recording: Recording) -> Iterator[str]:
    """The lines of a recording, one probe a line."""
    head: dict[str, Any] = {
        "format": FORMAT,
        "taken": recording.taken.isoformat(),
        "header": dict(recording.header),
    }
    yield json.dumps(head, ensure_ascii=False)
    for probe, items in sorted(recording.items.items()):
        rows = [[i.name, i.status, i.exit, i.content] for i in items]
        yield json.dumps({"probe": probe, "items": rows}, ensure_ascii=False)


def of(evidence: Evidence) -> Recording:
    """The recording of a collection."""
    return Recording(
        taken=evidence.collected_at, header=evidence.header, items=evidence.items
    )


def changes(before: Recording, after: Recording) -> Recording:
    """The later recording, without the probes that brought back the same."""
    return replace(
        after,
        items={p: i for p, i in after.items.items() if before.items.get(p) != i},
    )


def _probe(row: Mapping[str, Any]) -> tuple[str, tuple[Item, ...]]:
    return row["probe"], tuple(
        Item(
            probe=row["probe"],
            name=name,
            status=ItemStatus(status),
            exit=code,
            content=content,
        )
        for name, status, code, content in row["items"]
    )


def _shifted(item: Item, by: timedelta) -> Item:
    """One item as it would read, had it been taken so much later."""
    shift = _SHIFTS.get(item.probe, _mtime)
    return replace(item, content=shift(item.content, by))


def _mtime(content: str, by: timedelta) -> str:
    """The content of a `Stat` with its time moved; any other as it is."""
    seconds = int(by.total_seconds())
    return _STAT.sub(lambda m: f"{m[1]}{int(m[2]) + seconds}", content)


def _days(content: str, by: timedelta) -> str:
    days = int(by.total_seconds() // _DAY)
    return _LAST_CHANGE.sub(lambda m: f"{m[1]}{int(m[2]) + days}", content)


def _dates(content: str, by: timedelta) -> str:
    def iso(found: re.Match[str]) -> str:
        then = datetime.fromisoformat(found[1]).replace(tzinfo=UTC) + by
        return f"{then:%a %Y-%m-%d %H:%M:%S}"

    def plain(found: re.Match[str]) -> str:
        month, day, clock, year = found[1].split()
        number = _MONTHS.index(month) // 3 + 1
        text = f"{year}-{number:02}-{int(day):02} {clock}"
        then = datetime.fromisoformat(text).replace(tzinfo=UTC) + by
        return f"{then:%a %b %d %H:%M:%S %Y}"

    return _C_LOCALE.sub(plain, _ISO.sub(iso, content))


_SHIFTS: Mapping[str, Callable[[str, timedelta], str]] = {
    "accounts.shadow": _days,
    "journald.header": _dates,
    "timesync.chrony_tracking": _dates,
    "timesync.timedatectl": _dates,
    "timesync.timedatectl_status": _dates,
}
