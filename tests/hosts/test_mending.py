"""The lines that a report gives are tried: they mend what they are for, and no more."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from audit4 import policy, registry

from .auditor import Auditor, Verdict, make_auditor
from .province import STOCK, Province, province

POLICY = policy.load(policy.DEFAULT, registry.load())
# The host has no way to a package server.
RULES = {
    r.id: r
    for r in POLICY.rules
    if r.check.mend and r.check_id != "layer1_onsite.package_presence"
}
HOST = "a4s12"
NONE = ("", None)

# Everybody may write each file that a rule of rights names, but sshd and sudo would
# then serve nobody.
SPARED = ("ssh", "sudoers", "pam.d", "/root")


@pytest.fixture(scope="module")
def own() -> Iterator[Province]:
    """A stock host of its own: what is mended here is not put back."""
    with province(tuple(spec for spec in STOCK if spec.name == HOST)) as made:
        yield made


@pytest.fixture
def auditor(own: Province, tmp_path: Path) -> Auditor:
    return make_auditor(tmp_path / "audit", own, {HOST: "root"})


def test_the_lines_mend_what_they_are_for_and_break_nothing(
    own: Province, auditor: Auditor
) -> None:
    machine = own.hosts[HOST]
    named = {p for r in RULES.values() for p in _paths(r.id)}
    spoil = " ".join(p for p in named if not any(s in p for s in SPARED))
    machine.sh(f"chmod o+w {spoil} 2>/dev/null", check=False)
    machine.sh("mount -o remount,rw,bind /proc/sys")  # as it is on a machine

    before = auditor.scan().verdicts(HOST)
    missed = [r for r in RULES if before.get(r, NONE)[0] == "fail"]
    for rule in missed:
        for lines in RULES[rule].remediation.commands.values():
            machine.sh(f"set +e\n{lines}", check=False)
    after = auditor.scan().verdicts(HOST)

    assert len(missed) > 20
    assert {r: after[r] for r in missed if after[r][0] == "fail"} == {}
    worse = {r: (was, after[r]) for r, was in before.items() if _worse(was, after[r])}
    assert worse == {}


def _paths(rule: str) -> list[str]:
    given = next(iter(RULES[rule].parameters.values()))
    return list(given.get("paths", ()))


def _worse(was: Verdict, now: Verdict) -> bool:
    return was[0] != "fail" and now[0] == "fail"
