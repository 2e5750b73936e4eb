"""One collection from one host: attempts, what came of them, and what it cost."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from audit4 import clock, collector
from audit4.evidence import Evidence, Setting
from audit4.transport.base import Failure, Inputs, RawAnswer, Transport
from audit4.transport.kinds import Kind

# A link that dropped may come back; a host that refuses must not be pestered.
PAUSES = (2.0, 10.0)

Remark = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What an attempt to collect came to: evidence, or why there is none."""

    started: datetime
    evidence: Evidence | None = None
    answer: RawAnswer | None = None
    failure: Failure | None = None


def collect(
    transport: Transport,
    script: collector.Script,
    *,
    stop: threading.Event,
    remark: Remark = lambda _: None,
    pauses: Iterable[float] = PAUSES,
) -> Collected:
    """Collect from a host; what may be tried again is, after a pause."""
    for pause in (*pauses, None):
        started = clock.now()
        nonce = collector.nonce()
        try:
            answer = transport.collect(inputs(script, nonce))
        except Failure as why:
            if pause is None or not why.retriable:
                return Collected(started=started, failure=why)
            if not stop.is_set():
                remark(f"{why}; trying again in {pause:g} s")
            if stop.wait(pause):
                # It had attempts left: a scan that is resumed makes them.
                return Collected(started=started, failure=Failure(Kind.INTERRUPTED))
        else:
            evidence = read(answer, nonce, started)
            return Collected(started=started, evidence=evidence, answer=answer)
    raise AssertionError  # pragma: no cover - the last pause is None


def inputs(script: collector.Script, nonce: str) -> Inputs:
    """What the collector reads on a host, whichever way it is started."""
    return Inputs(
        unpinned=collector.unpinned_input(script, nonce),
        pinned=collector.pinned_input(nonce),
    )


def read(answer: RawAnswer, nonce: str, started: datetime) -> Evidence:
    """The evidence in an answer; cut off by the line, it says so with its reason."""
    evidence = collector.read(answer.data, answer.nonce or nonce, started=started)
    if evidence.cut_short and answer.cut:
        return replace(evidence, cut_short=answer.cut.reason)
    return evidence


def with_setting(evidence: Evidence, setting: Setting) -> Evidence:
    """The evidence together with what the inventory says; nothing parsed yet."""
    return replace(evidence, setting=setting, _facts={})
