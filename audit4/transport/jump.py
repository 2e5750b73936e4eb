"""Jump hosts: one connection to each, shared by all threads of a scan."""

import threading
from dataclasses import dataclass, field

from audit4.transport.base import Failure, Target
from audit4.transport.connect import Link, dial
from audit4.transport.hostkeys import KnownHosts


@dataclass(slots=True)
class _Hop:
    """A place in the pool: at most one thread dials, the others wait for it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    link: Link | None = None
    refused: Failure | None = None


def route(target: Target) -> tuple[Target, ...]:
    """The hops before a target, in order, hops before hops included."""
    return tuple(step for hop in target.jump for step in (*route(hop), hop))


class JumpPool:
    """Connections to jump hosts, dialled at first use, closed together.

    A hop is told apart by all that it was reached with: route, user and key. One
    that refused is not asked again, however many hosts lie behind it.
    """

    def __init__(self, known: KnownHosts) -> None:
        self._known = known
        self._lock = threading.Lock()
        self._hops: dict[tuple[Target, ...], _Hop] = {}

    def __enter__(self) -> "JumpPool":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def through(self, hops: tuple[Target, ...], deadline: float) -> Link | None:
        """The connection to the last of these hops; None without hops.

        Raises:
            Failure: a hop could not be passed; `detail` names it.
        """
        if not hops:
            return None
        with self._lock:
            hop = self._hops.setdefault(hops, _Hop())
        with hop.lock:
            if hop.refused is not None:
                raise hop.refused
            if hop.link is None or not hop.link.alive:
                hop.link = self._dial(hop, hops, deadline)
            return hop.link

    def _dial(self, hop: _Hop, hops: tuple[Target, ...], deadline: float) -> Link:
        before = self.through(hops[:-1], deadline)
        if hop.link is not None:
            hop.link.close()
        try:
            via = before.transport if before else None
            return dial(hops[-1], self._known, deadline, via)
        except Failure as why:
            failure = Failure(why.kind, f"jump host {hops[-1]}: {why.detail}")
            if not why.retriable:
                hop.refused = failure
            raise failure from why

    def close(self) -> None:
        """Hang up everywhere, the farthest hops first."""
        with self._lock:
            hops = sorted(self._hops.items(), key=lambda i: len(i[0]), reverse=True)
            self._hops = {}
        for _, hop in hops:
            with hop.lock:
                if hop.link is not None:
                    hop.link.close()
