"""Everything on a host that comes back by itself, by what tells one from another.

An entry is a line of a crontab, a unit, a key: something that a later look at the
same host may find, miss, or find changed. Each part of the list is read by itself,
so that one file that could not be read hides only its own part. The same code reads
what the host shows now and what an earlier scan kept of it: an entry cannot be new
only because a newer audit4 reads it otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from audit4.evidence import Evidence, Fact, Reason, Undetermined
from audit4.facts.accounts import ACCOUNTS
from audit4.facts.files import FILE_STATS
from audit4.facts.persistence_parts import PARTS, PROBES, STAT_PLACES, Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """Why a part could not be read."""

    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersistenceEntries:
    """Entries by part, or why there are none; see `persistence_parts` for the parts."""

    parts: Mapping[str, tuple[Entry, ...] | Unseen]


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What a host showed in the scan that it is compared with."""

    scan: str
    at: datetime
    entries: PersistenceEntries


def _parse(seen: Evidence) -> PersistenceEntries:
    parts: dict[str, tuple[Entry, ...] | Unseen] = {}
    for name, read in PARTS.items():
        try:
            parts[name] = tuple(read(seen))
        except Undetermined as why:
            parts[name] = Unseen(reason=why.reason, detail=why.detail)
    return PersistenceEntries(parts=parts)


def _before(seen: Evidence) -> Before | None:
    baseline = seen.baseline
    if baseline is None:
        return None
    if baseline.seen is None:
        raise Undetermined(
            Reason.NOT_COLLECTED, f"scan {baseline.scan}: its evidence is gone"
        )
    return Before(
        scan=baseline.scan,
        at=baseline.at,
        entries=baseline.seen.fact(PERSISTENCE_ENTRIES),
    )


# What an earlier scan is asked for: probes, and how the names of their items begin.
WANTED: tuple[tuple[str, tuple[str, ...]], ...] = tuple(
    (probe.id, STAT_PLACES if probe is FILE_STATS else ("",)) for probe in PROBES
)
# Accounts only give names to keys: a comparison does without.
PERSISTENCE_ENTRIES: Fact[PersistenceEntries] = Fact(
    name="persistence_entries", probes=(*PROBES, *ACCOUNTS.probes), parse=_parse
)
BASELINE: Fact[Before | None] = Fact(name="baseline", probes=PROBES, parse=_before)
