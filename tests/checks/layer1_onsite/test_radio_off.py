import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.devices import RADIO
from audit4.finding import Status
from audit4.testing import judge
from tests.checks.layer1_onsite.system_cases import having

CHECK = "layer1_onsite.radio_off"
LINK = "0777 0 0 l 0 1700000000 ../../ieee80211/phy0"


def test_no_radio_passes() -> None:
    assert judge(CHECK, having()).status is Status.PASS


def test_names_each_interface_once() -> None:
    marks = {f"/sys/class/net/wlan0/{mark}": LINK for mark in ("phy80211", "wireless")}

    assert judge(CHECK, having({RADIO: marks})).items == ("wlan0",)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [(ItemStatus.DENIED, Reason.PERMISSION), ("half", Reason.UNPARSEABLE)],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    seen = having({RADIO: {"/sys/class/net/wlan0/wireless": raw}})

    verdict = judge(CHECK, seen)

    assert verdict.reason is reason or verdict.status is Status.FAIL
