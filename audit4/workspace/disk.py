"""Private files and folders, on a disk that a database can live on."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from audit4.errors import Audit4Error

# SQLite's write-ahead log needs memory shared between processes, and locks that
# hold: neither is to be had over a network.
_NETWORK = frozenset(
    {
        "9p",
        "afs",
        "cifs",
        "fuse.sshfs",
        "glusterfs",
        "nfs",
        "nfs4",
        "smb2",
        "smb3",
        "smbfs",
    }
)
_MOUNTS = Path("/proc/self/mountinfo")


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


def refuse_network(folder: Path, mounts: Path = _MOUNTS) -> None:
    """Refuse a folder on a network file system.

    Raises:
        Audit4Error: it is on one.
    """
    kind = _file_system(folder.resolve(), mounts)
    if kind in _NETWORK:
        raise Audit4Error(
            f"{folder}: is on {kind}; the database needs a local disk: "
            "move the workspace to one"
        )


def _file_system(folder: Path, mounts: Path) -> str:
    """Type of the file system of a folder; empty where it cannot be told."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    depth, kind = -1, ""
    for line in lines:
        before, _, after = line.partition(" - ")
        point = _unescaped((before.split(" ") + [""] * 5)[4])
        # Deeper mounts lie on top; of two on one point, the later hides the earlier.
        if folder.is_relative_to(point) and len(point.parts) >= depth:
            depth, kind = len(point.parts), after.split(" ")[0]
    return kind


def _unescaped(word: str) -> Path:
    return Path(re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), word))
