"""Log files must belong to those who write and read them, and be closed to others.

All of /var/log is looked at, whatever its depth. Each kind of file has its own
owner, group and mode (rows of data); what no row names is `others`: at most 0640,
of root, syslog or the account of a service, never of a person.
"""

from collections.abc import Collection
from dataclasses import dataclass
from fnmatch import fnmatchcase

from audit4.api import ACCOUNTS, LOG_TREE, Accounts, Check, Found, Verdict, judged_all

_OTHERS = "others"
_PERMISSIONS = 0o7777


@dataclass(frozen=True, slots=True, kw_only=True)
class LogKind:
    """A row of the data file; root may own all. `paths` reach below folders too."""

    name: str
    paths: tuple[str, ...]
    mode: str
    owners: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


def evaluate(
    found: tuple[Found, ...],
    accounts: Accounts,
    kinds: Collection[str],
    catalogue: tuple[LogKind, ...],
    max_mode: str = "0640",
) -> Verdict:
    """Fail for each file of these kinds that is open or someone else's."""
    wrong = [
        f"{file.path}: {why}"
        for file in found
        if (kind := _kind(file.path, catalogue)) is None or kind.name in kinds
        if kind or _OTHERS in kinds
        if (why := _miss(file, kind, accounts, max_mode))
    ]
    expected = _expected(kinds, catalogue, max_mode)
    return judged_all(wrong, expected=expected, actual="none open")


def _kind(path: str, catalogue: Collection[LogKind]) -> LogKind | None:
    return next(
        (k for k in catalogue if any(fnmatchcase(path, p) for p in k.paths)), None
    )


def _miss(file: Found, kind: LogKind | None, accounts: Accounts, mode: str) -> str:
    user = next((a.name for a in accounts.all if a.uid == file.uid), str(file.uid))
    group = next((g.name for g in accounts.groups if g.gid == file.gid), str(file.gid))
    limit = int(kind.mode if kind else mode, 8)
    owned = file.uid == 0 or (
        user in kind.owners if kind else _service(file.uid, accounts)
    )
    shared = file.gid == 0 or (
        group in kind.groups if kind else _service_group(file.gid, accounts)
    )
    if owned and shared and not file.mode & _PERMISSIONS & ~limit:
        return ""
    return f"{file.mode:04o} {user}:{group}"


def _service(uid: int, accounts: Accounts) -> bool:
    """Whether an account of the system has this number, not one of people."""
    return any(a.uid == uid for a in accounts.system)


def _service_group(gid: int, accounts: Accounts) -> bool:
    known = any(g.gid == gid for g in accounts.groups)
    return known and gid < accounts.uid_min


def _expected(kinds: Collection[str], catalogue: Collection[LogKind], mode: str) -> str:
    rows = {row.name: row.mode for row in catalogue} | {_OTHERS: mode}
    return ", ".join(f"{kind} <= {rows.get(kind, '?')}" for kind in kinds)


CHECK = Check(facts={"found": LOG_TREE, "accounts": ACCOUNTS}, evaluate=evaluate)
