"""Server software must still be mended by its maker.

A distribution mends what it ships for as long as it lives itself; rows of the data
file therefore name the packages of the makers' own repositories.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fnmatch import fnmatchcase

from audit4.api import (
    NOW,
    PACKAGES,
    Check,
    Exempt,
    Package,
    Packages,
    Verdict,
    judged_all,
    not_applicable,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftwareLife:
    """A line of releases: `package` by a glob, the beginning of its `version`.

    `mark` must stand in the version where others ship a package of that name.
    """

    package: str
    version: str
    end: date
    mark: str = ""
    confidence: str = ""
    note: str = ""
    source: str = ""


def evaluate(
    packages: Packages, now: datetime, *, lifecycle: tuple[SoftwareLife, ...]
) -> Verdict:
    """Fail for each installed release past its last day."""
    known = list(_known(packages, lifecycle))
    if not known:
        return not_applicable(Exempt.NOT_INSTALLED)
    old = [
        f"{package.name} {package.version}: {row.end}"
        for package, row in known
        if row.end < now.date()
    ]
    return judged_all(old, expected=f">= {now.date()}", actual=f"{len(known)} ok")


def _known(
    packages: Packages, rows: Iterable[SoftwareLife]
) -> Iterable[tuple[Package, SoftwareLife]]:
    for row in rows:
        for package in _named(packages, row.package):
            bare = package.version.rpartition(":")[2]
            of_release = f"{bare}.".startswith(f"{row.version}.")
            if of_release and row.mark in package.version:
                yield package, row


def _named(packages: Packages, pattern: str) -> list[Package]:
    found = packages.items
    if not set(pattern) & set("*?["):
        return [found[pattern]] if pattern in found else []
    return [found[name] for name in sorted(found) if fnmatchcase(name, pattern)]


CHECK = Check(facts={"packages": PACKAGES, "now": NOW}, evaluate=evaluate)
