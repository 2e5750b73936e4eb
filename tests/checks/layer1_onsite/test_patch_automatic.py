import pytest

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts.package_sources import APT_CONFIG, AUTOMATIC, TIMERS
from audit4.facts.services import UNIT_FILES, UNITS
from audit4.finding import Status, Verdict
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.system_cases import having, packages, rhel

LINK = "0777 0 0 l 9 1700000000 x"
APT_TIMER = "/etc/systemd/system/timers.target.wants/apt-daily-upgrade.timer"
DNF_TIMER = "/etc/systemd/system/timers.target.wants/dnf-automatic.timer"
APT: dict[Probe, Raw] = {
    **packages("unattended-upgrades"),
    APT_CONFIG: "f='1'\ng='1'\n",
    TIMERS: {APT_TIMER: LINK},
}
DNF: dict[Probe, Raw] = {
    **rhel(),
    AUTOMATIC[0]: "[commands]\napply_updates = yes\n",
    TIMERS: {DNF_TIMER: LINK},
}


def judged(*parts: dict[Probe, Raw]) -> Verdict:
    return judge(
        "layer1_onsite.patch_automatic", having(*parts), agents=("salt-minion",)
    )


def test_unattended_upgrades_and_dnf_automatic_pass() -> None:
    assert judged(APT).status is Status.PASS
    assert judged(DNF).status is Status.PASS


@pytest.mark.parametrize(
    ("base", "changed"),
    [
        (APT, packages()),
        (APT, {APT_CONFIG: "f='1'\ng='0'\n"}),
        (APT, {APT_CONFIG: "g='1'\n"}),
        (APT, {APT_CONFIG: "e='0'\nf='1'\ng='1'\n"}),
        (APT, {TIMERS: {}}),
        (DNF, {AUTOMATIC[0]: "[commands]\napply_updates = no\n"}),
        (DNF, {AUTOMATIC[0]: "[emitters]\napply_updates = yes\n"}),
        (DNF, {TIMERS: {}}),
    ],
)
def test_one_part_missing_installs_nothing(
    base: dict[Probe, Raw], changed: dict[Probe, Raw]
) -> None:
    assert judged(base, changed).status is Status.FAIL


def test_a_managers_agent_that_runs_and_stays_is_enough() -> None:
    agent: dict[Probe, Raw] = {
        UNITS: "salt-minion.service loaded active running x\n",
        UNIT_FILES: "salt-minion.service enabled\n",
    }

    assert judged(agent).status is Status.PASS


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({APT_CONFIG: ItemStatus.ABSENT}, Reason.MISSING_TOOL),
        ({TIMERS: {APT_TIMER: ItemStatus.DENIED}}, Reason.PERMISSION),
        ({UNITS: ""}, Reason.UNPARSEABLE),
    ],
)
def test_missing_evidence_is_unknown(changed: dict[Probe, Raw], reason: Reason) -> None:
    assert judged(APT, changed).reason is reason
