import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.wireless import PHYS, RADIOS
from audit4.finding import Status
from audit4.testing import Raw, judge
from tests.checks.system_literals import host

CHECK = "layer1_onsite.wireless_off"
LINK = "0777 0 0 l 0 1700000000 ../../ieee80211/phy0"
RADIO = "/sys/class/net/wlan0/phy80211/rfkill3/state"


@pytest.mark.parametrize(
    ("phys", "radios", "status"),
    [
        ({}, {}, Status.PASS),
        ({"/sys/class/net/wlan0/phy80211": LINK}, {}, Status.FAIL),
        ({"/sys/class/net/wlan0/phy80211": LINK}, {RADIO: "1\n"}, Status.FAIL),
        ({"/sys/class/net/wlan0/phy80211": LINK}, {RADIO: "0\n"}, Status.PASS),
        ({"/sys/class/net/wlan0/phy80211": LINK}, {RADIO: "2\n"}, Status.PASS),
        (
            {
                "/sys/class/net/wlan0/phy80211": LINK,
                "/sys/class/net/wlan1/phy80211": LINK,
            },
            {RADIO: "0\n"},
            Status.FAIL,
        ),
    ],
)
def test_a_radio_that_is_not_switched_off_fails(
    phys: Raw, radios: Raw, status: Status
) -> None:
    assert judge(CHECK, host({PHYS: phys, RADIOS: radios})).status is status


def test_a_folder_that_cannot_be_read_is_unknown() -> None:
    seen = host({PHYS: {"/sys/class/net": ItemStatus.DENIED}})

    assert judge(CHECK, seen).reason is Reason.PERMISSION
