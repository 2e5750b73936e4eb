"""Hundreds of states of a host, each with the verdict that it deserves.

They are set up and collected many at a time; see `scenarios`.
"""

import subprocess

import pytest

from .auditor import (
    COMPARING,
    KNOWS_EARLIER,
    Auditor,
    Outcome,
    Verdict,
    different,
    make_auditor,
)
from .conftest import AS_ROOT
from .machines import Machine
from .province import Province
from .scenarios import Scenario, batches, put_back, read, rounds
from .stand_ins import AS_CONTAINER, AS_MACHINE

# The first of them waits for the collections of all.
pytestmark = pytest.mark.timeout(3600)
SCENARIOS = read()

# A service that was started again and again is started no more until its count is
# forgotten; what runs then is what ran before all of them.
UNITS = (
    "systemctl list-units --plain --no-legend --state=active "
    "--type=service --type=socket --type=timer | awk '{print $1}' "
    "| grep -vE '^(user|session|run-)' | sort"
)
KEEP_UNITS = f"{UNITS} > /run/a4-units"
UNITS_BACK = f"""
systemctl daemon-reload; systemctl reset-failed
{UNITS} > /run/a4-units-now
comm -13 /run/a4-units /run/a4-units-now | xargs -r systemctl stop
comm -23 /run/a4-units /run/a4-units-now | xargs -r systemctl start
"""


class Seen(dict[str, dict[str, Verdict]]):
    """Verdicts by scenario id, and those of the undisturbed hosts, twice."""

    before: Outcome
    after: Outcome


@pytest.fixture(scope="module")
def seen(
    request: pytest.FixtureRequest,
    booted: Province,
    tmp_path_factory: pytest.TempPathFactory,
) -> Seen:
    """All scenarios that were selected, collected in as few scans as they allow."""
    root = tmp_path_factory.mktemp("scenarios") / "audit"
    auditor = make_auditor(root, booted, AS_ROOT)
    for name, machine in booted.hosts.items():
        kept = root.parent / name
        subprocess.run(["cp", "-a", machine.root / "etc", kept], check=True)
        machine.sh(KEEP_UNITS)
    found = Seen()
    found.before = auditor.scan()
    chosen = [
        it
        for item in request.session.items
        if isinstance(item, pytest.Function) and hasattr(item, "callspec")
        if isinstance(it := item.callspec.params.get("it"), Scenario)
    ]
    for level in sorted({it.level for it in chosen}):
        auditor.set_hosts(AS_ROOT, level)
        for together in rounds(batches(it for it in chosen if it.level == level)):
            found.update(
                _collected(auditor, [s for b in together.values() for s in b.scenarios])
            )
    auditor.set_hosts(AS_ROOT)
    found.after = auditor.scan()
    return found


def _collected(
    auditor: Auditor, scenarios: list[Scenario]
) -> dict[str, dict[str, Verdict]]:
    hosts = sorted({s.host for s in scenarios})
    machines = sorted({s.host for s in scenarios if s.machine})
    broken: dict[str, dict[str, Verdict]] = {}
    try:
        for host in machines:
            auditor.province.hosts[host].sh(AS_MACHINE)
        for it in scenarios:
            broken.update(_made(auditor.province.hosts[it.host], it))
        words = [word for host in hosts for word in ("--host", host)]
        outcome = auditor.scan(*words)
    finally:
        for host in hosts:
            mine = [s for s in reversed(scenarios) if s.host == host]
            _undone(auditor, auditor.province.hosts[host], mine)
        for host in machines:
            auditor.province.hosts[host].sh(AS_CONTAINER)
    return {it.id: outcome.verdicts(it.host) for it in scenarios} | broken


def _made(machine: Machine, it: Scenario) -> dict[str, dict[str, Verdict]]:
    """Nothing, or that the state could not be made."""
    try:
        machine.sh(it.do)
    except RuntimeError as why:
        return {it.id: dict.fromkeys(it.expect, ("not made", str(why)))}
    return {}


def _undone(auditor: Auditor, machine: Machine, scenarios: list[Scenario]) -> None:
    put_back(auditor.root.parent / machine.name, machine.root / "etc")
    for it in scenarios:
        if it.undo:
            # What it leaves behind is told by the comparison at the end.
            machine.sh(it.undo, check=False)
    machine.sh(UNITS_BACK, check=False)


def test_names_are_taken_once() -> None:
    names = [it.id for it in SCENARIOS]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("it", SCENARIOS, ids=lambda it: it.id)
def test_a_state_gets_the_verdict_it_deserves(seen: Seen, it: Scenario) -> None:
    verdicts = seen[it.id]

    assert {rule: verdicts.get(rule) for rule in it.expect} == it.expect


@pytest.mark.parametrize("host", sorted(AS_ROOT))
def test_the_hosts_are_as_they_were_before(seen: Seen, host: str) -> None:
    before, after = seen.before.verdicts(host), seen.after.verdicts(host)

    assert not different(before, after, sorted({*before, *after} - KNOWS_EARLIER))
    assert {after[rule] for rule in COMPARING} == {("pass", None)}
