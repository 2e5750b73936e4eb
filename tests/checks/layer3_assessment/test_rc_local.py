import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.persistence import RC_LOCAL, RC_STATS
from audit4.finding import Status
from audit4.testing import judge
from tests.checks.system_literals import host

CHECK = "layer3_assessment.rc_local"
RUNS = {"/etc/rc.local": "0755 0 0 f 50 1700000000"}
IDLE = {"/etc/rc.local": "0644 0 0 f 50 1700000000"}


@pytest.mark.parametrize(
    ("text", "stat", "status"),
    [
        ("#!/bin/sh\n# by default nothing\nexit 0\n", RUNS, Status.PASS),
        ("#!/bin/sh\nexit 0\n/opt/x &\n", RUNS, Status.PASS),
        ("#!/bin/sh\n/opt/x --token abc\n", RUNS, Status.FAIL),
        ("#!/bin/sh\n/opt/x\n", IDLE, Status.PASS),
    ],
)
def test_counts_commands_that_would_run(
    text: str, stat: dict[str, str], status: Status
) -> None:
    assert judge(CHECK, host({RC_LOCAL: text, RC_STATS: stat})).status is status


def test_arguments_are_not_shown() -> None:
    seen = host({RC_LOCAL: "/opt/x --token abc\n", RC_STATS: RUNS})

    assert judge(CHECK, seen).items == ("/etc/rc.local: /opt/x",)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.DENIED, Reason.PERMISSION),
        (ItemStatus.TRUNCATED, Reason.TRUNCATED),
    ],
)
def test_an_unreadable_script_is_unknown(raw: ItemStatus, reason: Reason) -> None:
    assert judge(CHECK, host({RC_LOCAL: raw, RC_STATS: RUNS})).reason is reason


def test_without_root_it_is_unknown() -> None:
    assert judge(CHECK, host(privileged=False)).reason is Reason.PERMISSION
