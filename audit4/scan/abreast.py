"""Do one thing for many units in as many processes as there are processors.

Reading and rendering a unit is work for the processor alone, of which one Python
process uses one. The processes are forked, so that nothing has to be handed over
but what each unit comes to; each opens the store anew.
"""

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from audit4.store.store import Store

T = TypeVar("T")
R = TypeVar("R")

# Below, a process costs more than it saves.
FEW = 8

# What each process does, once it has its store.
_ready: list[Callable[[Any], Any]] = []


def abreast(
    prepare: Callable[[Store], Callable[[T], R]], store: Store, every: Sequence[T]
) -> Iterator[R]:
    """What that which is prepared with a store comes to for each, in their order.

    One after the other where there are few, or where forking is not safe.
    """
    jobs = min(len(os.sched_getaffinity(0)), len(every))
    if jobs < 2 or len(every) < FEW or not _may_fork():  # noqa: PLR2004 - one alone
        yield from map(prepare(store), every)
        return
    path = Path(str(store.engine.url.database))
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(
        jobs, mp_context=fork, initializer=_open, initargs=(prepare, path)
    ) as pool:
        yield from pool.map(_do, every)


def _may_fork() -> bool:
    """Only where no other thread could hold a lock that nobody would let go."""
    forking = "fork" in multiprocessing.get_all_start_methods()
    return forking and threading.active_count() == 1


def _open(prepare: Callable[[Store], Callable[[Any], Any]], path: Path) -> None:
    # A unit's hundred thousand values come and go without a cycle among them, and to
    # look for one takes an eighth of the time; `_do` looks once for each unit.
    gc.disable()
    gc.freeze()
    # What was inherited is the parent's: its connections must not be used here.
    _ready[:] = [prepare(Store.open(path))]


def _do(one: Any) -> Any:  # noqa: ANN401 - as `abreast` was given
    try:
        return _ready[0](one)
    finally:
        gc.collect(1)
