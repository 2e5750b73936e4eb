"""The lines that a report gives are tried: they mend what they are for, and no more."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from audit4 import policy, registry

from .auditor import Auditor, Verdict, make_auditor
from .province import STOCK, Province, province

POLICY = policy.load(policy.DEFAULT, registry.load())
RULES = {r.id: r for r in POLICY.rules}
HOST = "a4s12"
NONE: Verdict = ("", None)

# The keys of its own network can be set as on a machine; all others, which are the
# kernel's for everybody, stay closed.
OWN_NETWORK = """
mount --bind /proc/sys/net /proc/sys/net
mount -o remount,rw,bind /proc/sys/net
"""

# Everybody may write each file that a rule of rights names, but sshd and sudo would
# then serve nobody.
SPARED = ("ssh", "sudoers", "pam.d", "/root")

# The host has no way to a package server, and the test has no other way to the host.
UNTRIED = ("apt-get install", "apt-get purge", "nft", "ufw", "AllowGroups")

# What lines alone do not mend.
A_PERSONS = {
    "password-age.admins": "an account has to be named",
    "password-age.accounts": "an account has to be named",
    "password-age.accounts-min": "an account has to be named",
    "file-mode.homes": "an account has to be named",
    "writable.files": "a file has to be named",
    "password-history.authtok": "right only below another module of the stack",
    "av-installed.updating": "a product has to be chosen",
    "edr.installed": "a product has to be chosen",
    "edr.running": "a product has to be chosen",
    "edr.boot": "a product has to be chosen",
}

# A job or a start-up file that mends something is new all the same.
NEW = {"persistence.new-jobs", "persistence.new-startup", "persistence.new-units"}


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
    named = {path for rule in RULES for path in _paths(rule)}
    spoil = " ".join(p for p in named if not any(s in p for s in SPARED))
    machine.sh(f"chmod o+w {spoil} 2>/dev/null", check=False)
    machine.sh(OWN_NETWORK)

    before = auditor.scan().verdicts(HOST)
    missed = {
        rule: lines
        for rule in RULES
        if before.get(rule, NONE)[0] == "fail"
        and (lines := RULES[rule].remediation.commands_for("debian"))
        and not any(word in lines for word in UNTRIED)
    }
    for lines in dict.fromkeys(missed.values()):
        machine.sh(f"set +e\n{lines}\n", check=False)
    after = auditor.scan().verdicts(HOST)

    left = {rule for rule in missed if after[rule][0] == "fail"}
    worse = {r for r, was in before.items() if _worse(was, after[r])}
    assert len(missed) > 80
    assert left <= A_PERSONS.keys()
    assert worse <= NEW


def _paths(rule: str) -> list[str]:
    if RULES[rule].check_id != "layer1_onsite.file_mode":
        return []
    return list(next(iter(RULES[rule].parameters.values()))["paths"])


def _worse(was: Verdict, now: Verdict) -> bool:
    return was[0] != "fail" and now[0] == "fail"
