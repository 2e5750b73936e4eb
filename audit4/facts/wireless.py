"""Wireless network interfaces, and whether their radio is on."""

from collections.abc import Mapping

from audit4.evidence import Evidence, Fact, File, Stat

PHYS = Stat(id="wireless.phys", paths=("/sys/class/net/*/phy80211",), needs_root=False)
# rfkill: 0 off by software, 1 on, 2 off by a switch.
RADIOS = File(
    id="wireless.radios",
    path="/sys/class/net/*/phy80211/rfkill*/state",
    needs_root=False,
)


def _parse(seen: Evidence) -> Mapping[str, bool]:
    """By interface; a radio that no switch governs is on."""
    states = seen.files(RADIOS)
    names = [path.split("/")[4] for path in seen.stats(PHYS)]
    return {
        name: "1" in mine if (mine := _of(name, states)) else True for name in names
    }


def _of(name: str, states: Mapping[str, str]) -> list[str]:
    start = f"/sys/class/net/{name}/"
    return [text.strip() for path, text in states.items() if path.startswith(start)]


WIRELESS: Fact[Mapping[str, bool]] = Fact(
    name="wireless", probes=(PHYS, RADIOS), parse=_parse
)
