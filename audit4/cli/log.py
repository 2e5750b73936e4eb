"""A debug log: when each host was begun and what came of it, for whoever looks after.

It holds no evidence, no answer and no secret; what hosts said is stripped of
control characters, so that none can forge a line.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from audit4.cli.output import clean
from audit4.scan.running import Watch

LOG = logging.getLogger("audit4")
# paramiko's own words on a connection: versions, the method that was accepted.
_CHATTY = logging.getLogger("paramiko")


class _Lines(logging.Formatter):
    def formatTime(  # noqa: N802 - logging's name
        self, record: logging.LogRecord, datefmt: str | None = None
    ) -> str:
        return datetime.fromtimestamp(record.created, UTC).isoformat()

    def format(self, record: logging.LogRecord) -> str:
        return clean(super().format(record)).replace("\n", " ")


@contextmanager
def logged(path: str | None) -> Iterator[None]:
    """Append to the file for the length of the block; a new one is private."""
    if path is None:
        yield
        return
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    stream = os.fdopen(os.open(Path(path), flags, 0o600), "a", encoding="utf-8")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        _Lines("%(asctime)s %(levelname)s %(name)s %(threadName)s %(message)s")
    )
    for logger, level in ((LOG, logging.DEBUG), (_CHATTY, logging.INFO)):
        logger.setLevel(level)
        logger.addHandler(handler)
        logger.propagate = False
    try:
        yield
    finally:
        for logger in (LOG, _CHATTY):
            logger.removeHandler(handler)
        handler.close()
        stream.close()


class Logged:
    """A watch whose words go to the log as well."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def started(self, subject: str) -> None:
        """A host is being collected."""
        LOG.debug("%s begins", subject)
        self._watch.started(subject)

    def finished(self, subject: str, state: str, says: str) -> None:
        """A host is done."""
        LOG.debug("%s %s: %s", subject, state, says)
        self._watch.finished(subject, state, says)

    def note(self, subject: str, says: str) -> None:
        """Something worth a line."""
        LOG.debug("%s: %s", subject, says)
        self._watch.note(subject, says)
