import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import auditd
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, audit, host

# The file as it was loaded into a real kernel, and what auditctl -l said then.
WRITTEN = """-D
-w /etc/sudoers.d -p wa -k scope
-a always,exit -F arch=b64 -S execve -F auid>=1000 -F auid!=unset -k exec
-a always,exit -F path=/etc/shadow -F perm=wa -F key=identity
-a always,exit -F arch=b64 -C euid!=uid -F auid!=unset -S execve -k user_emulation
"""
LOADED = """-w /etc/sudoers.d -p wa -k scope
-a always,exit -F arch=b64 -S execve -F auid>=1000 -F auid!=-1 -F key=exec
-w /etc/shadow -p wa -k identity
-a always,exit -F arch=b64 -S execve -C uid!=euid -F auid!=-1 -F key=user_emulation
"""


def judged(*raws: Seen, container: bool = False) -> Verdict:
    return judge("layer2_monitoring.audit_persisted", host(*raws, container=container))


def test_the_same_rules_in_two_spellings_pass() -> None:
    assert judged(audit(LOADED, rules=WRITTEN)).status is Status.PASS


def test_a_rule_loaded_by_hand_is_named() -> None:
    verdict = judged(audit(LOADED + "-w /x -p wa\n", rules=WRITTEN))

    assert verdict.items == ("not at boot: -w /x -p wa",)


def test_a_rule_in_a_file_only_is_named() -> None:
    verdict = judged(audit(LOADED, rules=WRITTEN + "-w /x -p wa\n"))

    assert verdict.items == ("not loaded: -w /x -p wa",)


@pytest.mark.parametrize(
    "line", ["-w '", "-w /x -p wa # note", "-w /etc \\", "passwd", "-a always,exit -S"]
)
def test_a_line_that_is_no_rule_is_named(line: str) -> None:
    verdict = judged(audit(LOADED, rules=WRITTEN + line + "\n"))

    assert verdict.items == (f"no rule: {line}",)


def test_no_rules_anywhere_is_not_asked() -> None:
    assert judged(audit()).reason is Exempt.NOT_USED


def test_absent_container_malformed_and_denied_differ() -> None:
    assert judged().status is Status.FAIL
    assert judged(container=True).reason is Exempt.CONTAINER
    assert judged(audit("-w '\n")).reason is Reason.UNPARSEABLE
    denied = {auditd.RULES_D: {"/etc/audit/rules.d/a.rules": ItemStatus.DENIED}}
    assert judged(audit(), denied).reason is Reason.PERMISSION
