import pytest

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts.desktop import TARGET
from audit4.facts.services import UNIT_FILES
from audit4.finding import Exempt, Status
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.system_cases import having

CHECK = "layer1_onsite.text_boot"
GDM: dict[Probe, Raw] = {UNIT_FILES: "ssh.service enabled\ngdm3.service static\n"}


def test_debians_default_target_starts_nothing_without_a_display_manager() -> None:
    verdict = judge(CHECK, having())

    assert verdict.status is Status.PASS
    assert verdict.actual == "graphical.target: no display manager"


def test_with_one_it_does() -> None:
    assert judge(CHECK, having(GDM)).status is Status.FAIL


def test_a_text_target_leaves_it_alone() -> None:
    seen = having(GDM, {TARGET: "multi-user.target\n"})

    assert judge(CHECK, seen).status is Status.PASS


@pytest.mark.parametrize("state", ["masked", "disabled"])
def test_one_that_is_off_does_not_start(state: str) -> None:
    off: dict[Probe, Raw] = {UNIT_FILES: f"ssh.service enabled\ngdm3.service {state}\n"}

    assert judge(CHECK, having(off)).status is Status.PASS


def test_another_init_has_no_targets() -> None:
    assert judge(CHECK, having({TARGET: ItemStatus.ABSENT})).reason is Exempt.NOT_USED


@pytest.mark.parametrize(
    ("raw", "reason"),
    [(ItemStatus.TIMEOUT, Reason.TIMEOUT), (ItemStatus.DENIED, Reason.PERMISSION)],
)
def test_missing_evidence_is_unknown(raw: ItemStatus, reason: Reason) -> None:
    assert judge(CHECK, having({TARGET: raw})).reason is reason


@pytest.mark.parametrize("said", ["", "Failed to connect to bus\n", "\x00\n"])
def test_what_is_no_target_is_no_answer(said: str) -> None:
    seen = having(GDM, {TARGET: said})

    assert judge(CHECK, seen).reason is Reason.UNPARSEABLE


def test_a_malformed_list_of_units_is_unknown() -> None:
    assert judge(CHECK, having({UNIT_FILES: ""})).reason is Reason.UNPARSEABLE
