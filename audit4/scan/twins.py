"""Hosts that are known under one host key or machine-id: a cloned image."""

import threading
from collections import defaultdict
from collections.abc import Iterable

# A finding that names a hundred clones says no more than one that names ten.
_NAMED = 10


class Twins:
    """Who shares a mark; worker threads add to it and ask.

    A mark is a host key's fingerprint or a machine-id. Both hosts are judged, and
    each result stays with the connection that it came by.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_mark: dict[str, set[str]] = defaultdict(set)

    def add(self, subject: str, marks: Iterable[str]) -> None:
        """Note that a host was met under these marks; empty ones say nothing."""
        with self._lock:
            for mark in filter(None, marks):
                self._by_mark[mark].add(subject)

    def of(self, subject: str, marks: Iterable[str]) -> tuple[str, ...]:
        """Other hosts under any of these marks, sorted; ten at most."""
        with self._lock:
            found = {s for m in filter(None, marks) for s in self._by_mark.get(m, ())}
        return tuple(sorted(found - {subject})[:_NAMED])
