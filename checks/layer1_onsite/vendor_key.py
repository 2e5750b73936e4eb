"""rpm must hold the key with which the system's maker signs its packages."""

from dataclasses import dataclass

from audit4.api import (
    OS,
    PACKAGE_SOURCES,
    Check,
    OsRelease,
    PackageSources,
    Reason,
    Verdict,
    failed,
    passed,
    unknown,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorKey:
    """A row of a data file: keys by their last eight digits; one has to be there."""

    id: str
    version: str
    keys: tuple[str, ...]
    note: str = ""
    source: str = ""


def evaluate(
    system: OsRelease, sources: PackageSources, *, vendors: tuple[VendorKey, ...]
) -> Verdict:
    """Fail where none of the maker's keys is trusted."""
    row = next(
        (
            v
            for v in vendors
            if v.id == system.id and f"{system.version}.".startswith(f"{v.version}.")
        ),
        None,
    )
    if row is None:
        return unknown(Reason.UNSUPPORTED, f"{system.id} {system.version}")
    found = [key for key in row.keys if key in sources.keys]
    expected = " | ".join(row.keys)
    if found:
        return passed(
            [f"{key} {sources.keys[key]}" for key in found], expected=expected
        )
    return failed(
        ", ".join(sources.keys) or "no keys", expected=expected, items=row.keys
    )


CHECK = Check(facts={"system": OS, "sources": PACKAGE_SOURCES}, evaluate=evaluate)
