"""What the inventory says of the host, and the one clock that judging may use."""

from dataclasses import replace
from datetime import datetime, timedelta

from audit4.evidence import EarlierFinding, Evidence, Fact, Setting


def _shared(seen: Evidence) -> Setting:
    return replace(seen.setting, subject="", earlier=None, twins=())


# What is set for many hosts alike: the rules that ask for it are judged once for all.
SETTING: Fact[Setting] = Fact(name="setting", probes=(), parse=_shared)
EARLIER: Fact[tuple[EarlierFinding, ...] | None] = Fact(
    name="earlier", probes=(), parse=lambda e: e.setting.earlier
)
TWINS: Fact[tuple[str, ...]] = Fact(
    name="twins", probes=(), parse=lambda e: e.setting.twins
)


def _minute(seen: Evidence) -> datetime:
    """The end of the minute: what was made a second ago is not of the future."""
    at = seen.collected_at
    begun = at.replace(second=0, microsecond=0)
    return begun if begun == at else begun + timedelta(minutes=1)


# Nothing is judged more closely, and hosts that are looked at in the same minute have
# the same answer.
NOW: Fact[datetime] = Fact(name="now", probes=(), parse=_minute)
