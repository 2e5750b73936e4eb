"""Private files and folders: their owner alone may read them."""

import os
from collections.abc import Mapping
from pathlib import Path

from audit4.errors import Audit4Error


def write_private(path: Path, text: str) -> None:
    """Write a new file that only its owner may read.

    Raises:
        Audit4Error: it exists already, or cannot be written.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise Audit4Error(f"{path}: cannot be written: {error.strerror}") from None


def replace_private(files: Mapping[Path, str]) -> None:
    """Write files that only their owner may read, in the place of any: all or none.

    Raises:
        Audit4Error: one cannot be written; then all are as they were.
    """
    made: dict[Path, Path] = {}
    before = {path: path.read_bytes() if path.is_file() else None for path in files}
    try:
        for path, text in files.items():
            made[path] = path.with_name(f".{path.name}.{os.getpid()}.new")
            write_private(made[path], text)
        for path, new in made.items():
            new.replace(path)
    except (OSError, Audit4Error) as error:
        _put_back(made, before)
        if isinstance(error, Audit4Error):
            raise
        raise Audit4Error(f"cannot be written: {error}; nothing was changed") from None


def _put_back(made: Mapping[Path, Path], before: Mapping[Path, bytes | None]) -> None:
    for path, new in made.items():
        if new.exists():
            new.unlink()
        elif (old := before[path]) is not None:
            path.write_bytes(old)
        else:
            path.unlink(missing_ok=True)


def make_private(folder: Path) -> None:
    """Make a folder that only its owner may enter, or make it so.

    Raises:
        Audit4Error: it cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise Audit4Error(f"{folder}: cannot be made: {error.strerror}") from None
