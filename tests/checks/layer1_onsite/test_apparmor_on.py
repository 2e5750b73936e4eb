import pytest

from audit4.evidence import Item, ItemStatus, Probe, Reason
from audit4.facts.mac import AA_STATUS, APPARMOR_ON, SELINUX_NOW
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.system_cases import INSIDE, having

# As `aa-status` of Debian 12's apparmor 3.0 prints it.
STATUS = (
    "apparmor module is loaded.\n"
    "3 profiles are loaded.\n"
    "2 profiles are in enforce mode.\n"
    "   /usr/bin/man\n"
    "   lsb_release\n"
    "1 profiles are in complain mode.\n"
    "   /usr/sbin/chronyd\n"
    "0 profiles are in kill mode.\n"
    "0 profiles are in unconfined mode.\n"
    "1 processes have profiles defined.\n"
    "1 processes are in enforce mode.\n"
    "   /usr/sbin/ntpd (512) \n"
    "0 processes are in complain mode.\n"
    "0 processes are unconfined but have a profile defined.\n"
)
ON: dict[Probe, Raw] = {APPARMOR_ON: "Y\n", AA_STATUS: STATUS}


def judged(*parts: dict[Probe, Raw]) -> Verdict:
    return judge("layer1_onsite.apparmor_on", having(*parts))


def test_on_with_profiles_passes() -> None:
    assert judged(ON).status is Status.PASS


@pytest.mark.parametrize(
    "changed",
    [
        {APPARMOR_ON: "N\n"},
        {AA_STATUS: "apparmor module is loaded.\n0 profiles are loaded.\n"},
        {AA_STATUS: ItemStatus.ABSENT},
    ],
)
def test_off_or_empty_fails(changed: dict[Probe, Raw]) -> None:
    assert judged(ON, changed).status is Status.FAIL


def test_a_kernel_without_apparmor_fails() -> None:
    # Debian 12 and 13 say so on stderr alone.
    silent = Item(probe=AA_STATUS.id, name="", status=ItemStatus.FAILED, exit=1)

    verdict = judged({APPARMOR_ON: ItemStatus.ABSENT, AA_STATUS: silent})

    assert verdict.items == ("kernel: off", "no profiles")


def test_a_container_is_not_asked_whatever_its_tool_says() -> None:
    silent = Item(probe=AA_STATUS.id, name="", status=ItemStatus.FAILED, exit=1)

    assert judged(ON, {AA_STATUS: silent}, INSIDE).reason is Exempt.CONTAINER


def test_a_host_that_runs_selinux_is_not_asked() -> None:
    assert judged({SELINUX_NOW: "1"}).reason is Exempt.NOT_USED


def test_a_container_is_confined_by_its_host() -> None:
    assert judged(ON, INSIDE).reason is Exempt.CONTAINER


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({AA_STATUS: "what?\n"}, Reason.UNPARSEABLE),
        ({AA_STATUS: ItemStatus.TIMEOUT}, Reason.TIMEOUT),
        ({APPARMOR_ON: ItemStatus.DENIED}, Reason.PERMISSION),
    ],
)
def test_missing_evidence_is_unknown(changed: dict[Probe, Raw], reason: Reason) -> None:
    assert judged(ON, changed).reason is reason
