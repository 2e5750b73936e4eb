"""One audit4 at a time in a workspace.

The lock is the kernel's: it ends with the process, however that ends, so a file
that a killed scan left behind locks nobody out.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from audit4.errors import LockedError

_LONGEST = 200


@contextmanager
def workspace_lock(path: Path, since: datetime) -> Iterator[None]:
    """Hold the lock file at `path`, `.audit4/lock`, for the length of the block.

    Raises:
        LockedError: another process holds it; says which and since when.
    """
    handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        _take(handle)
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()} {since.isoformat()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def _take(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(handle, _LONGEST, 0).decode(errors="replace").split()
        pid, since = holder if len(holder) == 2 else ("?", "?")  # noqa: PLR2004
        raise LockedError(
            f"another audit4 (process {pid}, since {since}) works in this workspace: "
            "wait for it, or stop it"
        ) from None
