"""Where a setting of a server counts, and what it is there."""

import posixpath
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from audit4.evidence import Reason, Undetermined

Texts = Mapping[str, tuple[str, ...]]
MOST_LINES = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A virtual host, folder, cluster or whole server; keys are lower case.

    Values hold what is inherited and the product's defaults. `rows` are the lines of
    pg_hba.conf.
    """

    name: str
    values: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[str, ...] = ()


def included(texts: Texts, pattern: str, seen: Iterable[str]) -> list[str]:
    """Files that were collected which an include names, in order.

    Raises:
        Undetermined: it leads to where nobody looked, or files include each other.
    """
    pattern = posixpath.normpath(pattern.replace("\\", "/"))
    deep = pattern.count("/")
    found = [
        path
        for path in sorted(texts)
        if path.count("/") == deep and fnmatchcase(path, pattern)
    ]
    if set(found) & set(seen):
        raise Undetermined(Reason.UNPARSEABLE, f"{pattern} includes itself"[:120])
    if not found and not _looked(pattern):
        raise Undetermined(Reason.NOT_COLLECTED, pattern[:120])
    return found


# Folders whose files are collected: what is not there does not exist.
_LOOKED: Collection[str] = (
    "/etc/nginx/*",
    "/usr/local/nginx/conf/*.conf",
    "/etc/apache2/*.conf",
    "/etc/apache2/*-enabled/*",
    "/etc/httpd/conf*/*.conf",
    "/usr/local/apache2/conf/*.conf",
    "/etc/my*/*",
    "/etc/redis/*",
    "/etc/postgresql/*/*/*.conf",
)
# Nothing but tables of types and parameters, and modules to load.
_PLAIN: Collection[str] = (
    "/usr/share/nginx/modules/*",
    "/usr/lib*/nginx/modules/*",
    "*/mime.types",
)


def _looked(pattern: str) -> bool:
    return any(fnmatchcase(pattern, known) for known in (*_LOOKED, *_PLAIN))
