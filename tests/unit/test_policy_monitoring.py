from functools import cache

import pytest

from audit4 import policy, registry
from audit4.check import BoundRule
from audit4.facts.auditd import WATCHED
from audit4.policy import Policy


@cache
def shipped() -> Policy:
    return policy.load(policy.DEFAULT, registry.load())


def bound(level: int) -> dict[str, BoundRule]:
    rules = shipped().bind(level, "debian")
    return {r.id: r for r in rules if isinstance(r, BoundRule)}


@pytest.mark.parametrize(
    ("level", "days"), [(1, 30), (2, 30), (3, 90), (4, 180), (5, 365)]
)
@pytest.mark.parametrize("rule", ["log-retention.configured", "log-retention.kept"])
def test_retention_is_the_standards_number(rule: str, level: int, days: int) -> None:
    assert bound(level)[rule].parameters["days"] == days


def test_retention_is_only_suggested_at_level_1() -> None:
    assert bound(1)["log-retention.kept"].suggested
    assert not bound(2)["log-retention.kept"].suggested


@pytest.mark.parametrize(
    ("rule", "lowest"),
    [
        ("auth-log.written", 1),
        ("time-sync.daemon", 1),
        ("av-installed.running", 1),
        ("process-log.execve", 3),
        ("central-log.forwarded", 3),
        ("forwarder-tls.encrypted", 3),
        ("log-protect.immutable", 4),
    ],
)
def test_rules_start_at_their_level(rule: str, lowest: int) -> None:
    assert [n for n in range(1, 6) if rule in bound(n)] == list(range(lowest, 6))


def test_watched_paths_are_those_whose_existence_is_known() -> None:
    for rule in bound(5).values():
        if rule.check_id.startswith("layer2_monitoring.audit_"):
            named = ("paths", "programs")
            paths = {p for n in named for p in rule.parameters.get(n, ())}
            assert paths <= set(WATCHED.paths), rule.id


def test_products_reach_the_checks_as_rows() -> None:
    products = bound(3)["central-log.forwarded"].parameters["products"]

    assert {"filebeat", "wazuh", "fluent-bit"} <= {p.id for p in products}


@pytest.mark.parametrize("control", ["l2-soc-coverage", "l4-soc-link"])
def test_what_no_server_can_show_is_attested(control: str) -> None:
    attested = shipped().control(control).attested

    assert attested is not None
    assert attested.months[3] == 12


def test_every_technical_control_says_how_to_mend_and_undo() -> None:
    for control in shipped().controls:
        if control.id.startswith(("l2-", "l4-")) and control.rules:
            for family in ("debian", "rhel"):
                assert control.remediation.commands_for(family), control.id
            assert control.remediation.undo, control.id
