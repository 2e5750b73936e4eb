"""How old the newest copies are that backups left traces of on the host.

borg keeps the time of the last change to a repository, restic a copy of each snapshot
that it made or saw, and dumps lie in folders. Looked into are root's caches and the
folders that are called backup; no repository is opened and nothing is asked of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from audit4.evidence import Command, Evidence, Fact, Reason, Undetermined

_MOST = 40
_FOLDERS = " ".join(
    f"{above}/backup*"
    for above in ("", "/var", "/var/lib", "/srv", "/opt", "/data", "/home", "/mnt")
)
_RESTIC = "/root/.cache/restic/"
# A search that was not finished says so in the line that sorts first.
_SCRIPT = (
    "echo @@borg;cat /root/.config/borg/security/*/manifest-timestamp"
    "|while read -r t||[ $t ];do echo $t;t=;done;"
    f'for d in {_RESTIC}*/snapshots {_FOLDERS} /root/backup*;do [ -d "$d" ]||continue;'
    'echo "@@$d";{ timeout 3 find "$d" -xdev -maxdepth 4 -type f'
    ' ! -path "*[[:cntrl:]]*" -printf "%T@ %s %p\\n"||echo 9999999999999;}'
    f"|sort -rn|head -n {_MOST};done;echo @@end"
)
COPIES_LISTED = Command(id="backup.copies", argv=("sh", "-c", _SCRIPT), seconds=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyFile:
    """A file that may be a copy."""

    path: str
    size: int
    written: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyFolder:
    """The newest files below a folder.

    `complete` where the search came to its end, `whole` where there are no others.
    """

    files: tuple[CopyFile, ...]
    complete: bool
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """Times of borg's repositories and restic's snapshots, and folders by path."""

    borg: tuple[datetime, ...]
    restic: tuple[datetime, ...]
    folders: Mapping[str, CopyFolder]


def _parse(seen: Evidence) -> Copies:
    lines = seen.output(COPIES_LISTED).splitlines()
    if lines[:1] != ["@@borg"] or lines[-1] != "@@end":
        raise Undetermined(Reason.UNPARSEABLE, "find")
    parts: dict[str, list[str]] = {}
    for line in lines[:-1]:
        if line.startswith("@@"):
            parts[line[2:]] = []
        else:
            parts[next(reversed(parts))].append(line)
    borg = tuple(_stamp(text) for text in parts.pop("borg"))
    folders = {path: _folder(rows) for path, rows in parts.items()}
    snapshots = [f for p, f in folders.items() if p.startswith(_RESTIC)]
    return Copies(
        borg=borg,
        restic=tuple(file.written for folder in snapshots for file in folder.files),
        folders={p: f for p, f in folders.items() if not p.startswith(_RESTIC)},
    )


def _stamp(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        raise Undetermined(Reason.UNPARSEABLE, "borg manifest-timestamp") from None


def _folder(rows: Iterable[str]) -> CopyFolder:
    listed = [row.split(" ", 2) for row in rows]
    complete = all(len(row) > 1 for row in listed)
    try:
        files = tuple(
            CopyFile(
                path=path,
                size=int(size),
                written=datetime.fromtimestamp(float(time), UTC),
            )
            for time, size, path in (row for row in listed if len(row) > 1)
        )
    except (ValueError, OverflowError, OSError):
        raise Undetermined(Reason.UNPARSEABLE, "find") from None
    whole = complete and len(listed) < _MOST
    return CopyFolder(files=files, complete=complete, whole=whole)


BACKUP_COPIES: Fact[Copies] = Fact(
    name="backup_copies", probes=(COPIES_LISTED,), parse=_parse
)
