"""USB storage must not be usable by whoever plugs it in.

Either the kernel's driver is kept out, or USBGuard runs, starts at boot and turns
away devices that no rule of its names.
"""

from audit4.api import (
    MACHINE,
    MODULES,
    SERVICES,
    UNKNOWN_USB,
    Check,
    Exempt,
    Machine,
    Modules,
    Services,
    Verdict,
    judged_all,
    not_applicable,
    passed,
)

_MODULE = "usb-storage"


def evaluate(
    modules: Modules, machine: Machine, services: Services, unknown_usb: str | None
) -> Verdict:
    """Fail for each way in which the driver can be loaded, without a guard."""
    if machine.container:
        return not_applicable(Exempt.CONTAINER)
    guarded = services.enabled("usbguard") and services.running("usbguard")
    if guarded and unknown_usb in {"block", "reject"}:
        return passed("usbguard")
    return judged_all(
        [f"{_MODULE}: {what}" for what in modules.ways_in(_MODULE)],
        expected=f"install {_MODULE} /bin/false; blacklist {_MODULE} | usbguard",
        actual=f"{_MODULE}: off",
    )


CHECK = Check(
    facts={
        "modules": MODULES,
        "machine": MACHINE,
        "services": SERVICES,
        "unknown_usb": UNKNOWN_USB,
    },
    evaluate=evaluate,
)
