"""Look at many hosts side by side, handing each look on as soon as it is done."""

import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Protocol

from audit4.evidence import Reason
from audit4.inventory import Host
from audit4.record import HostState
from audit4.scan.looking import Look, Looking


class Watch(Protocol):
    """Who is told how a scan goes; called from its worker threads."""

    def started(self, subject: str) -> None:
        """A host is being collected."""

    def finished(self, subject: str, state: str, says: str) -> None:
        """A host is done."""

    def note(self, subject: str, says: str) -> None:
        """Something worth a line."""


def looks(
    looking: Looking,
    hosts: Iterable[Host],
    jobs: int,
    watch: Watch,
    lang: str = "vi",
) -> Iterator[tuple[Host, Look]]:
    """Looks in the order in which they end; at most `jobs` at a time.

    Evidence waits for nobody: a window as wide as the number of jobs keeps memory
    flat however many hosts there are. Once the scan's `stop` is set, no further
    host is begun; those under way end as interrupted.
    """
    stop = looking.lines.stop
    waiting = iter(hosts)
    with _workers(jobs, stop) as pool:
        running: dict[Future[Look], Host] = {}
        while True:
            while len(running) < jobs and not stop.is_set():
                host = next(waiting, None)
                if host is None:
                    break
                running[pool.submit(_look, looking, host, watch, lang)] = host
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                yield running.pop(future), future.result()


@contextmanager
def _workers(jobs: int, stop: threading.Event) -> Iterator[ThreadPoolExecutor]:
    """Threads that are told to stop when the scan is left early."""
    pool = ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="audit4")
    try:
        yield pool
    except BaseException:
        stop.set()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _look(looking: Looking, host: Host, watch: Watch, lang: str) -> Look:
    watch.started(host.subject)
    look = looking.look(host, lambda says: watch.note(host.subject, says))
    watch.finished(host.subject, look.report.state, _says(look, lang))
    return look


def _says(look: Look, lang: str) -> str:
    report = look.report
    if report.state is HostState.NOT_JUDGED:
        way_out = f" → {getattr(look.failure.way_out, lang)}" if look.failure else ""
        return f"{report.reason}: {report.detail}{way_out}"
    counts = dict.fromkeys(("fail", "unknown", "pass"), 0)
    for result in look.results:
        counts[result.status.value] = counts.get(result.status.value, 0) + 1
    said = ", ".join(f"{counts[s]} {s}" for s in ("fail", "unknown", "pass"))
    cut = f" (cut short: {report.reason})" if report.reason else ""
    return f"{said}, {report.wall_s:.1f} s{cut}"


def interrupted(look: Look) -> bool:
    """Whether a look ended only because the scan was told to stop."""
    return look.report.reason is Reason.INTERRUPTED
