import pytest

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts.devices import USBGUARD_CONF
from audit4.facts.services import UNITS
from audit4.finding import Exempt, Status
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.system_cases import INSIDE, having
from tests.checks.layer1_onsite.test_usb_storage import GUARD

CHECK = "layer1_onsite.usb_guarded"


def test_a_guard_that_runs_and_blocks_passes() -> None:
    assert judge(CHECK, having(GUARD)).status is Status.PASS


@pytest.mark.parametrize(
    "changed", [{}, {**GUARD, USBGUARD_CONF: "ImplicitPolicyTarget = allow\n"}]
)
def test_no_guard_or_one_that_allows_fails(changed: dict[Probe, Raw]) -> None:
    assert judge(CHECK, having(changed)).status is Status.FAIL


def test_not_told_it_blocks() -> None:
    seen = having({**GUARD, USBGUARD_CONF: "RuleFile=/etc/usbguard/rules.conf\n"})

    assert judge(CHECK, seen).status is Status.PASS


def test_a_container_has_no_ports() -> None:
    assert judge(CHECK, having(INSIDE)).reason is Exempt.CONTAINER


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({USBGUARD_CONF: ItemStatus.DENIED}, Reason.PERMISSION),
        ({UNITS: ""}, Reason.UNPARSEABLE),
    ],
)
def test_missing_evidence_is_unknown(changed: dict[Probe, Raw], reason: Reason) -> None:
    assert judge(CHECK, having(changed)).reason is reason
