"""USBGuard must decide on USB devices: running, at boot, and against unknown ones."""

from audit4.api import (
    MACHINE,
    SERVICES,
    UNKNOWN_USB,
    Check,
    Exempt,
    Machine,
    Services,
    Verdict,
    judged_all,
    not_applicable,
)

_SERVICE = "usbguard"


def evaluate(services: Services, unknown_usb: str | None, machine: Machine) -> Verdict:
    """Fail for each part that is missing."""
    if machine.container:
        return not_applicable(Exempt.CONTAINER)
    wrong = [] if services.running(_SERVICE) else [f"{_SERVICE}: not running"]
    if not services.enabled(_SERVICE):
        wrong.append(f"{_SERVICE}: not started at boot")
    if unknown_usb not in {"block", "reject"}:
        wrong.append(f"ImplicitPolicyTarget={unknown_usb or 'not set'}")
    return judged_all(wrong, expected="usbguard: block | reject", actual=_SERVICE)


CHECK = Check(
    facts={"services": SERVICES, "unknown_usb": UNKNOWN_USB, "machine": MACHINE},
    evaluate=evaluate,
)
