import pytest

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts.mac import SELINUX_CONFIG, SELINUX_NOW
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.system_cases import INSIDE, having

ENFORCING: dict[Probe, Raw] = {
    SELINUX_NOW: "1",
    SELINUX_CONFIG: "# SELINUX=disabled\nSELINUX=enforcing\nSELINUXTYPE=targeted\n",
}


def judged(
    *parts: dict[Probe, Raw], modes: tuple[str, ...] = ("enforcing",)
) -> Verdict:
    return judge("layer1_onsite.selinux_mode", having(*parts), modes=modes)


def test_enforcing_now_and_at_boot_passes() -> None:
    assert judged(ENFORCING).status is Status.PASS


@pytest.mark.parametrize(
    ("changed", "item"),
    [
        ({SELINUX_NOW: "0"}, "now: permissive"),
        ({SELINUX_NOW: ItemStatus.ABSENT}, "now: disabled"),
        ({SELINUX_CONFIG: "SELINUX=permissive\n"}, "boot: permissive"),
        ({SELINUX_CONFIG: "SELINUX=enforcing\nSELINUX=disabled\n"}, "boot: disabled"),
        ({SELINUX_CONFIG: ItemStatus.ABSENT}, "boot: not set"),
    ],
)
def test_another_mode_at_either_time_fails(
    changed: dict[Probe, Raw], item: str
) -> None:
    assert judged(ENFORCING, changed).items == (item,)


def test_permissive_is_still_not_disabled() -> None:
    seen = {**ENFORCING, SELINUX_NOW: "0"}

    assert judged(seen, modes=("enforcing", "permissive")).status is Status.PASS


def test_a_container_is_confined_by_its_host() -> None:
    assert judged(ENFORCING, INSIDE).reason is Exempt.CONTAINER


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({SELINUX_NOW: "x"}, Reason.UNPARSEABLE),
        ({SELINUX_CONFIG: ItemStatus.DENIED}, Reason.PERMISSION),
    ],
)
def test_missing_evidence_is_unknown(changed: dict[Probe, Raw], reason: Reason) -> None:
    assert judged(ENFORCING, changed).reason is reason
