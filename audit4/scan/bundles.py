"""A bundle's answer as a collection: whole, of its time, and of the right machine."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from audit4 import clock, collector
from audit4.errors import Audit4Error
from audit4.evidence import Evidence, Reason
from audit4.scan.collecting import Collected
from audit4.transport.base import RawAnswer

# A clock that nobody sets is wrong by minutes; a bundle that travels takes days.
SLACK = timedelta(minutes=10)
MOST = timedelta(days=30)


def brought(raw: bytes, nonce: str, issued: datetime, machine_id: str) -> Collected:
    """The evidence in a bundle, under the time that the host itself gave.

    Its clock cannot be compared with ours any more, so that `clock` is None. What
    was taken before its script was made, more than MOST ago or in the future, is
    stale: nothing of it is judged. `machine_id` is the known one, empty for none.

    Raises:
        Audit4Error: it is not whole, or another machine wrote it.
    """
    now = clock.now()
    found = collector.read(raw, nonce, started=now)
    if found.cut_short or not found.items or found.clock is None:
        raise Audit4Error(
            "the bundle is damaged or not whole: copy it again, or run its script again"
        )
    seen = found.header.get("machine_id", "")
    if machine_id and seen != machine_id:
        raise Audit4Error(
            f"another machine wrote this: machine-id {seen or 'missing'}, known: "
            f"{machine_id}; if the host was made anew: audit4 hosts trust --replace"
        )
    taken = datetime.fromtimestamp(found.clock, UTC)
    told = replace(found, collected_at=taken, clock=None, _facts={})
    if not issued - SLACK <= taken <= now + SLACK or now - taken > MOST:
        told = _stale(told)
    answer = RawAnswer(data=b"", bytes_received=len(raw), stderr=f"taken {taken:%F %R}")
    return Collected(started=taken, evidence=told, answer=answer)


def _stale(found: Evidence) -> Evidence:
    return replace(found, items={}, cut_short=Reason.STALE, _facts={})
