"""What a person sees while a scan runs: a bar on a terminal, plain lines elsewhere."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import click

from audit4.cli.output import clean

if TYPE_CHECKING:
    from rich.progress import ProgressColumn


class Progress(Protocol):
    """What a scan tells while it runs; called from its worker threads."""

    def started(self, subject: str) -> None:
        """A host is being collected."""

    def finished(self, subject: str, state: str, says: str) -> None:
        """A host is done: `judged`, `cut_short` or `not_judged`, and why."""

    def note(self, subject: str, says: str) -> None:
        """Something worth a line, such as a retry."""


_MARK = {"judged": "✓", "cut_short": "!", "not_judged": "✗"}
_COLOUR = {"judged": "green", "cut_short": "yellow", "not_judged": "red"}


class PlainLines:
    """One line a finished host, for logs: no colour, no cursor movement."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._lock = threading.Lock()

    def started(self, subject: str) -> None:
        """Say nothing: a log wants outcomes."""

    def finished(self, subject: str, state: str, says: str) -> None:
        """Print the outcome of a host."""
        with self._lock:
            self._done += 1
            count = f"[{self._done}/{self._total}]"
            click.echo(f"{count} {subject} {state} {clean(says)}".rstrip(), err=True)

    def note(self, subject: str, says: str) -> None:
        """Print a remark about a host."""
        with self._lock:
            click.echo(f"{subject}: {clean(says)}", err=True)


@contextmanager
def progress(
    total: int, *, quiet: bool = False, plain: bool = False
) -> Iterator[Progress]:
    """A bar with what is under way on a terminal, plain lines where there is none."""
    if quiet:
        yield Silent()
    elif plain or not sys.stderr.isatty():
        yield PlainLines(total)
    else:
        with _bar(total) as bar:
            yield bar


@contextmanager
def writing(*, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A bar over files that are written, on a terminal: hears how many of how many.

    It draws itself only when it is told something: no thread may run beside it, since
    reports are written by forked processes.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    # As below: only a terminal pays for it.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress as Rich  # noqa: PLC0415

    console = Console(stderr=True)
    with Rich(*_columns(), console=console, transient=True, auto_refresh=False) as rich:
        task = rich.add_task("", doing="")

        def told(done: int, files: int) -> None:
            rich.update(task, completed=done, total=files, refresh=True)

        yield told


class Silent:
    """Nothing at all, for `--quiet`."""

    def started(self, subject: str) -> None:
        """Say nothing."""

    def finished(self, subject: str, state: str, says: str) -> None:
        """Say nothing."""

    def note(self, subject: str, says: str) -> None:
        """Say nothing."""


def _columns() -> Iterator["ProgressColumn"]:
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    yield BarColumn(bar_width=24)
    yield MofNCompleteColumn()
    yield TimeElapsedColumn()
    yield TimeRemainingColumn(compact=True)
    yield TextColumn("{task.fields[doing]}")


@contextmanager
def _bar(total: int) -> Iterator[Progress]:
    # rich costs a tenth of a second to import; only a terminal pays for it.
    from rich.console import Console  # noqa: PLC0415
    from rich.markup import escape  # noqa: PLC0415
    from rich.progress import Progress as Rich  # noqa: PLC0415

    console = Console(stderr=True)
    with Rich(*_columns(), console=console, transient=True) as rich:
        task = rich.add_task("", total=total, doing="")
        under_way: dict[str, None] = {}
        lock = threading.Lock()

        class Bar:
            def started(self, subject: str) -> None:
                with lock:
                    under_way[subject] = None
                    self._redraw(0)

            def finished(self, subject: str, state: str, says: str) -> None:
                with lock:
                    under_way.pop(subject, None)
                    colour = _COLOUR[state]
                    console.print(
                        f"[{colour}]{_MARK[state]}[/] {escape(subject)}  "
                        f"[dim]{escape(clean(says))}[/]",
                        highlight=False,
                    )
                    self._redraw(1)

            def note(self, subject: str, says: str) -> None:
                console.print(f"  {escape(subject)}: {escape(clean(says))}")

            def _redraw(self, advance: int) -> None:
                shown = " ".join(list(under_way)[:3])
                rich.update(task, advance=advance, doing=escape(shown))

        yield Bar()
