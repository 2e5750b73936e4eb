"""Devices that let data in and out: radio interfaces, and the guard of USB ports."""

import re

from audit4.evidence import Evidence, Fact, File, Stat

RADIO = Stat(
    id="devices.radio",
    paths=("/sys/class/net/*/phy80211", "/sys/class/net/*/wireless"),
    needs_root=False,
)
USBGUARD_CONF = File(id="devices.usbguard", path="/etc/usbguard/usbguard-daemon.conf")

_TARGET = re.compile(r"^[ \t]*ImplicitPolicyTarget\s*=\s*(\w+)\s*$", re.MULTILINE)


def _parse_radio(seen: Evidence) -> tuple[str, ...]:
    return tuple(sorted({path.split("/")[4] for path in seen.stats(RADIO)}))


def _parse_unknown_usb(seen: Evidence) -> str | None:
    text = seen.file(USBGUARD_CONF)
    if text is None:
        return None
    told = _TARGET.findall(text)
    return told[-1].lower() if told else "block"  # usbguard-daemon.conf(5)


# Names of interfaces.
RADIO_INTERFACES: Fact[tuple[str, ...]] = Fact(
    name="radio_interfaces", probes=(RADIO,), parse=_parse_radio
)
# What USBGuard does with devices that no rule names: `block`, `reject` or `allow`;
# None where it is not configured.
UNKNOWN_USB: Fact[str | None] = Fact(
    name="unknown_usb", probes=(USBGUARD_CONF,), parse=_parse_unknown_usb
)
