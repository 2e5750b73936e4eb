"""One setting is broken at a time, then mended: only the rules foretold flip.

The next breakage is made on the mended host and looks at every rule, so that each
scan proves one breaking and the mending before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from .auditor import KNOWS_EARLIER, Auditor, Verdict, different, make_auditor
from .machines import Machine
from .province import Province
from .test_truth import PRIVILEGED, truth

LEAST = 25
SAVED = "/root/giu-lai"


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakage:
    """What is done to a host, how it is undone, and what must flip meanwhile."""

    name: str
    host: str
    break_: str
    mend: str
    saved: tuple[str, ...]
    flips: dict[str, tuple[Verdict, Verdict]]


def _verdict(row: str) -> Verdict:
    status, _, reason = row.partition("/")
    return status, reason or None


def _breakage(row: dict[str, object]) -> Breakage:
    flips = row["flips"]
    saved = row.get("saved", [])
    assert isinstance(flips, dict)
    assert isinstance(saved, list)
    return Breakage(
        name=str(row["name"]),
        host=str(row["host"]),
        break_=str(row["break"]),
        mend=str(row.get("mend", "")),
        saved=tuple(saved),
        flips={r: (_verdict(old), _verdict(new)) for r, (old, new) in flips.items()},
    )


BREAKAGES = [
    _breakage(row)
    for row in yaml.safe_load((Path(__file__).parent / "breakages.yaml").read_text())
]


@pytest.fixture(scope="module")
def watching(booted: Province, tmp_path_factory: pytest.TempPathFactory) -> Auditor:
    """A workspace that has scanned all hosts once: it has an earlier round."""
    root = tmp_path_factory.mktemp("breakages") / "audit"
    auditor = make_auditor(root, booted, PRIVILEGED)
    auditor.scan()
    return auditor


def test_there_are_enough_that_flip_something() -> None:
    assert sum(bool(b.flips) for b in BREAKAGES) >= LEAST


@pytest.mark.parametrize("it", BREAKAGES, ids=lambda b: b.name.replace(" ", "-"))
def test_a_breakage_flips_what_is_foretold_and_nothing_else(
    watching: Auditor, it: Breakage
) -> None:
    machine = watching.province.hosts[it.host]

    _save(machine, it.saved)
    try:
        machine.sh(it.break_)
        broken = _seen(watching, it.host)
    finally:
        machine.sh(it.mend)
        _put_back(machine, it.saved)

    # All other rules are as in the table: so the mending of the breakage before
    # has flipped its own rules back. The last one's is seen below.
    assert different(_sound(it.host), broken) == it.flips


@pytest.mark.parametrize("host", sorted(PRIVILEGED))
def test_the_last_mending_flips_everything_back(watching: Auditor, host: str) -> None:
    assert different(_sound(host), _seen(watching, host)) == {}


def _sound(host: str) -> dict[str, Verdict]:
    return {**truth(host), **dict.fromkeys(KNOWS_EARLIER, ("pass", None))}


def _seen(auditor: Auditor, host: str) -> dict[str, Verdict]:
    return auditor.scan("--host", host).verdicts(host)


def _save(machine: Machine, paths: Sequence[str]) -> None:
    if paths:
        machine.sh(f"mkdir {SAVED}; cp -a --parents {' '.join(paths)} {SAVED}")


def _put_back(machine: Machine, paths: Sequence[str]) -> None:
    if paths:
        machine.sh(f"cp -a {SAVED}/. /; rm -r {SAVED}")
