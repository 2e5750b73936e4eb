import pytest

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts.firewall import UFW_CONF
from audit4.facts.services import UNIT_FILES, UNITS
from audit4.finding import Status
from audit4.testing import Raw, judge
from tests.checks.system_literals import host

CHECK = "layer1_onsite.firewall_boot"


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({UNIT_FILES: "nftables.service enabled\n"}, Status.PASS),
        ({UNIT_FILES: "firewalld.service enabled\n"}, Status.PASS),
        ({UNIT_FILES: "nftables.service disabled\n"}, Status.FAIL),
        ({UNIT_FILES: "ufw.service enabled\n", UFW_CONF: "ENABLED=no\n"}, Status.FAIL),
        ({UNIT_FILES: "ufw.service enabled\n", UFW_CONF: "ENABLED=yes\n"}, Status.PASS),
        ({}, Status.FAIL),
    ],
)
def test_wants_a_loader_that_starts(changed: dict[Probe, Raw], status: Status) -> None:
    assert judge(CHECK, host(changed)).status is status


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({UNITS: ItemStatus.ABSENT}, Reason.MISSING_TOOL),
        ({UNIT_FILES: ""}, Reason.UNPARSEABLE),
        ({UFW_CONF: ItemStatus.DENIED}, Reason.PERMISSION),
    ],
)
def test_missing_evidence_is_unknown(changed: dict[Probe, Raw], reason: Reason) -> None:
    assert judge(CHECK, host(changed)).reason is reason
