"""audit4's own pinned access, recognised by what cannot be faked without root.

The sudoers line must be exactly the one that audit4 hands out, its digest that
of the script that is installed, and script, folder and sudoers file root's
alone. Nothing else counts: not a name, not a comment. While a new script is rolled
out, the line of one other digest stands beside it, and opens nothing by itself.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from audit4.evidence import (
    Command,
    Evidence,
    Fact,
    PathStat,
    Reason,
    Stat,
    Undetermined,
)
from audit4.facts.sudoers import SUDOERS, SudoGrant

SCRIPT = "/usr/local/libexec/audit4-collect"
STATS = Stat(
    id="audit_access.stat", paths=(SCRIPT, "/usr/local/libexec", "/usr/local", "/usr")
)
DIGEST = Command(id="audit_access.digest", argv=("sha256sum", SCRIPT))

_OTHERS_WRITE = 0o022


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditAccess:
    """The sudoers lines that are audit4's, and the files in which they count."""

    lines: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()

    def grants(self, grant: SudoGrant) -> bool:
        """Whether this grant is audit4's own."""
        return grant.line in self.lines and grant.file in self.files


def sudoers_line(digest: str) -> str:
    """The line that pins audit4's account to a script with this SHA-256."""
    return f'audit4 ALL=(root) NOPASSWD: sha256:{digest} {SCRIPT} ""'


_LINE = re.compile(re.escape(sudoers_line("@")).replace("@", "[0-9a-f]{64}"))


def _parse(evidence: Evidence) -> AuditAccess:
    stats = evidence.stats(STATS)
    if SCRIPT not in stats or not all(_roots(stats.get(p)) for p in STATS.paths):
        return AuditAccess()
    sudoers = evidence.fact(SUDOERS)
    files = frozenset(f for f in sudoers.files if _roots(sudoers.stats.get(f)))
    inforce = {g.line for g in sudoers.grants if g.file in files}
    return AuditAccess(lines=_lines(_digest(evidence), inforce), files=files)


def _lines(digest: str, inforce: Collection[str]) -> frozenset[str]:
    """The line of the installed script and, beside it alone, that of one other."""
    own = sudoers_line(digest)
    if own not in inforce:
        return frozenset()
    others = [line for line in inforce if _LINE.fullmatch(line) and line != own]
    return frozenset([own, *(others if len(others) == 1 else [])])


def _roots(stat: PathStat | None) -> bool:
    return (
        stat is not None
        and stat.uid == 0
        and stat.kind in ("f", "d")
        and not stat.mode & _OTHERS_WRITE
    )


def _digest(evidence: Evidence) -> str:
    words = evidence.output(DIGEST, exits=(0,)).split()
    if not words or len(words[0]) != 64:  # noqa: PLR2004 - SHA-256 in hex
        raise Undetermined(Reason.UNPARSEABLE, "sha256sum")
    return words[0]


AUDIT_ACCESS: Fact[AuditAccess] = Fact(
    name="audit_access",
    probes=(STATS, DIGEST, *SUDOERS.probes),
    parse=_parse,
)
