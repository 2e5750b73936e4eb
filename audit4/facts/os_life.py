"""How long an operating system is supported, by the rows of a data file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from audit4.evidence import Reason, Undetermined
from audit4.facts.os import OsRelease


@dataclass(frozen=True, slots=True, kw_only=True)
class OsLife:
    """One release.

    `end` is the last day of security updates that everybody gets, `extended_end`
    that of a paid programme named by `extended`. `confidence`, `note` and `source`
    are for the reader of the file.
    """

    id: str
    version: str
    end: date
    extended_end: date | None = None
    extended: str = ""
    confidence: str = ""
    note: str = ""
    source: str = ""


def life_of(system: OsRelease, rows: Iterable[OsLife]) -> OsLife:
    """The row of a release: the longest version that begins its version.

    Raises:
        Undetermined: the data file does not know the release (`unsupported`).
    """
    fits = [
        row
        for row in rows
        if row.id == system.id and f"{system.version}.".startswith(f"{row.version}.")
    ]
    if not fits:
        raise Undetermined(Reason.UNSUPPORTED, f"{system.id} {system.version}")
    return max(fits, key=lambda row: len(row.version))


def in_support(life: OsLife, today: date, *, extended: bool) -> bool:
    """Whether security updates still come; `extended` if the programme was bought."""
    last = life.extended_end if extended and life.extended_end else life.end
    return today <= last
