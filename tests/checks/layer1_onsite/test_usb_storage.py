import pytest

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts.devices import USBGUARD_CONF
from audit4.facts.modules import LOADED
from audit4.facts.services import UNIT_FILES, UNITS
from audit4.finding import Exempt, Status
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.system_cases import INSIDE, having, modprobe, on_disk

CHECK = "layer1_onsite.usb_storage"
GUARD: dict[Probe, Raw] = {
    UNITS: "usbguard.service loaded active running x\n",
    UNIT_FILES: "usbguard.service enabled\n",
    USBGUARD_CONF: "ImplicitPolicyTarget=block\n",
}


def test_the_driver_kept_out_passes() -> None:
    text = "install usb-storage /bin/false\nblacklist usb-storage\n"
    seen = having(on_disk("usb-storage"), modprobe(text))

    assert judge(CHECK, seen).status is Status.PASS


def test_a_driver_that_can_be_loaded_fails() -> None:
    assert judge(CHECK, having(on_disk("usb-storage"))).status is Status.FAIL


def test_a_guard_that_blocks_is_as_good() -> None:
    assert judge(CHECK, having(on_disk("usb-storage"), GUARD)).status is Status.PASS


@pytest.mark.parametrize(
    "spoilt",
    [
        {USBGUARD_CONF: "ImplicitPolicyTarget=allow\n"},
        {USBGUARD_CONF: "ImplicitPolicyTarget=block\nImplicitPolicyTarget=allow\n"},
        {USBGUARD_CONF: ItemStatus.ABSENT},
        {UNIT_FILES: "usbguard.service disabled\n"},
        {UNITS: "usbguard.service loaded inactive dead x\n"},
    ],
)
def test_a_guard_that_lets_through_is_none(spoilt: dict[Probe, Raw]) -> None:
    seen = having(on_disk("usb-storage"), GUARD, spoilt)

    assert judge(CHECK, seen).status is Status.FAIL


def test_a_container_has_no_ports() -> None:
    assert judge(CHECK, having(INSIDE)).reason is Exempt.CONTAINER


def test_without_root_it_is_unknown() -> None:
    assert judge(CHECK, having(privileged=False)).reason is Reason.PERMISSION


def test_a_malformed_list_of_modules_is_unknown() -> None:

    assert judge(CHECK, having({LOADED: "x\n"})).reason is Reason.UNPARSEABLE
