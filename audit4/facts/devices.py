"""Devices that let data in and out: radio interfaces, and the guard of USB ports."""

import re
from dataclasses import dataclass

from audit4.evidence import Evidence, Fact, File, Stat

RADIO = Stat(
    id="devices.radio",
    paths=("/sys/class/net/*/phy80211", "/sys/class/net/*/wireless"),
    needs_root=False,
)
USBGUARD_CONF = File(id="devices.usbguard", path="/etc/usbguard/usbguard-daemon.conf")

_TARGET = re.compile(r"^\s*ImplicitPolicyTarget\s*=\s*(\w+)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Devices:
    """Names of radio interfaces; what USBGuard does with devices without a rule.

    `unknown_usb` is `block`, `reject` or `allow`; None where USBGuard is not
    configured. Not told, it blocks (usbguard-daemon.conf(5)).
    """

    radio: tuple[str, ...]
    unknown_usb: str | None


def _parse(seen: Evidence) -> Devices:
    text = seen.file(USBGUARD_CONF)
    told = _TARGET.findall(text or "")
    return Devices(
        radio=tuple(sorted({path.split("/")[4] for path in seen.stats(RADIO)})),
        unknown_usb=None if text is None else (told[-1].lower() if told else "block"),
    )


DEVICES: Fact[Devices] = Fact(
    name="devices", probes=(RADIO, USBGUARD_CONF), parse=_parse
)
