"""USBGuard must decide on USB devices: running, at boot, and against unknown ones."""

from audit4.api import (
    DEVICES,
    MACHINE,
    SERVICES,
    Check,
    Devices,
    Exempt,
    Machine,
    Services,
    Verdict,
    judged_all,
    not_applicable,
)

_SERVICE = "usbguard"


def evaluate(services: Services, devices: Devices, machine: Machine) -> Verdict:
    """Fail for each part that is missing."""
    if machine.container:
        return not_applicable(Exempt.CONTAINER)
    wrong = [] if services.running(_SERVICE) else [f"{_SERVICE}: not running"]
    if not services.enabled(_SERVICE):
        wrong.append(f"{_SERVICE}: not started at boot")
    if devices.unknown_usb not in {"block", "reject"}:
        wrong.append(f"ImplicitPolicyTarget={devices.unknown_usb or 'not set'}")
    return judged_all(wrong, expected="usbguard: block | reject", actual=_SERVICE)


CHECK = Check(
    facts={"services": SERVICES, "devices": DEVICES, "machine": MACHINE},
    evaluate=evaluate,
)
