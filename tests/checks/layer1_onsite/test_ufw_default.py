import pytest

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts.firewall import IPTABLES
from audit4.facts.sysctl import UFW_DEFAULTS
from audit4.finding import Exempt, Status
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.firewalls import DEFAULTS, NFTABLES, UFW, captured
from tests.checks.system_literals import host

CHECK = "layer1_onsite.ufw_default"
OPENED = captured("ufw.iptables.txt").replace(":INPUT DROP", ":INPUT ACCEPT")


@pytest.mark.parametrize(
    ("direction", "status"),
    [
        ("incoming", Status.PASS),
        ("routed", Status.PASS),
        ("outgoing", Status.FAIL),
    ],
)
def test_judges_a_captured_ruleset(direction: str, status: Status) -> None:
    assert judge(CHECK, host(UFW), direction=direction).status is status


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({IPTABLES: OPENED}, ("incoming ipv4: allow (now)",)),
        (
            {
                UFW_DEFAULTS: DEFAULTS.replace(
                    'INPUT_POLICY="DROP"', "INPUT_POLICY=ACCEPT"
                )
            },
            (
                "incoming ipv4: allow (after a restart)",
                "incoming ipv6: allow (after a restart)",
            ),
        ),
        (
            {UFW_DEFAULTS: DEFAULTS.replace("IPV6=yes", "IPV6=no")},
            ("incoming ipv6: allow (after a restart)",),
        ),
        (
            {
                UFW_DEFAULTS: DEFAULTS.replace(
                    'INPUT_POLICY="DROP"', "INPUT_POLICY='REJECT'"
                )
            },
            (),
        ),
    ],
)
def test_now_and_later_both_count(
    changed: dict[Probe, Raw], said: tuple[str, ...]
) -> None:
    verdict = judge(CHECK, host({**UFW, **changed}), direction="incoming")

    assert verdict.items == said


def test_another_tool_is_not_applicable() -> None:
    verdict = judge(CHECK, host(NFTABLES), direction="incoming")

    assert verdict.reason is Exempt.NOT_USED


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({UFW_DEFAULTS: ItemStatus.DENIED}, Reason.PERMISSION),
        ({UFW_DEFAULTS: ItemStatus.TRUNCATED}, Reason.TRUNCATED),
    ],
)
def test_missing_evidence_is_unknown(changed: dict[Probe, Raw], reason: Reason) -> None:
    assert judge(CHECK, host({**UFW, **changed}), direction="routed").reason is reason


def test_without_root_it_is_unknown() -> None:
    verdict = judge(CHECK, host(UFW, privileged=False), direction="incoming")

    assert verdict.reason is Reason.PERMISSION
