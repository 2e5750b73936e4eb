"""Compare audit4 with Lynis and OpenSCAP on the same booted hosts: `make agreement`.

What the auditors ask in common, and who is right where they differ, stands in
`agreement.yaml`. A disagreement without a line there ends the command with 1, and so
does a line for what no longer happens. The table is written to docs/agreement.md.
"""

import datetime as dt
import sys
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import yaml

from . import rivals
from .agreement_page import Seen, page
from .auditor import Outcome as Scan
from .auditor import make_auditor
from .opinions import (
    Question,
    combined,
    complaints,
    lynis,
    open_ends,
    settlements,
    xccdf,
)
from .province import province
from .stand_ins import AS_MACHINE

HERE = Path(__file__).parent
FILE = HERE / "agreement.yaml"
PAGE = HERE.parents[1] / "docs/agreement.md"
ACCESS = {"a4d11": "root", "a4d12": "sudo", "a4d13": "root"}
SCAP_HOST = "a4d12"


def look() -> tuple[Scan, dict[str, str], str, dict[str, str]]:
    """Boot the province and let all three look; audit4 first: it leaves no trace."""
    with province() as made, tempfile.TemporaryDirectory() as work:
        for machine in made.hosts.values():
            machine.sh(AS_MACHINE)
        scan = make_auditor(Path(work) / "audit", made, ACCESS).scan()
        with ThreadPoolExecutor() as pool:
            reports = {
                name: pool.submit(rivals.lynis, machine)
                for name, machine in made.hosts.items()
            }
            version, results = rivals.openscap(made.hosts[SCAP_HOST])
            said = {name: report.result() for name, report in reports.items()}
    return scan, said, version, results


def asked_of_openscap(
    document: Mapping[str, Any], extra: Mapping[str, Any]
) -> dict[str, tuple[str, ...]]:
    """Our rules by rule identifier of the SCAP content."""
    found: dict[str, set[str]] = {}
    for row in document["results"]:
        for identifier in row["refs"].get("scap", ()):
            found.setdefault(identifier, set()).add(row["rule"])
    for identifier, line in extra.items():
        found.setdefault(identifier, set()).update(line["rules"])
    return {identifier: tuple(sorted(rules)) for identifier, rules in found.items()}


def questions(
    scan: Scan,
    reports: Mapping[str, str],
    results: Mapping[str, str],
    common: Mapping[str, Any],
) -> Iterator[Question]:
    """Everything that two auditors could be asked of a host."""
    for host, report in reports.items():
        ours = {rule: status for rule, (status, _) in scan.verdicts(host).items()}
        for asks, line in common["lynis"].items():
            yield Question(
                auditor="lynis",
                host=host,
                asks=asks,
                theirs=lynis(report, asks),
                ours=combined(line["rules"], ours),
                rules=tuple(line["rules"]),
            )
    ours = {rule: status for rule, (status, _) in scan.verdicts(SCAP_HOST).items()}
    asked = asked_of_openscap(scan.document, common["openscap"])
    for asks, result in results.items():
        yield Question(
            auditor="openscap",
            host=SCAP_HOST,
            asks=asks,
            theirs=xccdf(result),
            ours=combined(asked.get(asks, ()), ours),
            rules=asked.get(asks, ()),
        )


def main() -> int:
    """Run the comparison; 0 where every disagreement is settled."""
    common = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    settled = settlements(common["settled"])
    scan, reports, version, results = look()
    found = tuple(questions(scan, reports, results, common))
    unsettled, stale = open_ends(found, settled)
    seen = Seen(
        day=dt.datetime.now(tz=dt.UTC).date(),
        questions=found,
        settled=settled,
        complaints={host: complaints(report) for host, report in reports.items()},
        mapped=frozenset(asks.partition("/")[0] for asks in common["lynis"]),
        versions=(
            str(scan.document["scan"]["tool"]),
            _lynis_version(reports),
            f"{version}, content {rivals.content_version()}, {rivals.PROFILE}",
        ),
    )
    text = page(seen)
    sys.stdout.write(text)
    for what, keys in (("not settled", unsettled), ("no longer so", stale)):
        sys.stdout.writelines(f"{what}: {' '.join(key)}\n" for key in keys)
    if unsettled or stale:
        return 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


def _lynis_version(reports: Mapping[str, str]) -> str:
    lines = next(iter(reports.values())).splitlines()
    versions = [line for line in lines if line.startswith("lynis_version=")]
    return f"Lynis {versions[0].partition('=')[2]}"


if __name__ == "__main__":
    sys.exit(main())
