"""A disk that a database can live on."""

import re
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
        "smb",
        "smb2",
        "smb3",
        "smbfs",
    }
)
_MOUNTS = Path("/proc/self/mountinfo")


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
