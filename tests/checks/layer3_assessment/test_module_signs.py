import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.malware import MODULE_SIGNS
from audit4.facts.os import CONTAINER
from audit4.finding import Exempt, Status
from audit4.testing import judge
from tests.checks.system_literals import host

CHECK = "layer3_assessment.module_signs"


@pytest.mark.parametrize(
    ("text", "hidden", "foreign"),
    [
        (".\n", Status.PASS, Status.PASS),
        ("rk - hidden\n.\n", Status.FAIL, Status.PASS),
        ("drv OE \n.\n", Status.PASS, Status.FAIL),
        ("rk OE hidden\n.\n", Status.FAIL, Status.FAIL),
        ("nvidia POE \n.\n", Status.PASS, Status.PASS),
        ("staging C \n.\n", Status.PASS, Status.PASS),
    ],
)
def test_judges_modules(text: str, hidden: Status, foreign: Status) -> None:
    seen = host({MODULE_SIGNS: text})

    assert judge(CHECK, seen, judge="hidden").status is hidden
    assert judge(CHECK, seen, judge="foreign", known=["nvidia*"]).status is foreign


def test_a_container_has_no_kernel_of_its_own() -> None:
    seen = host({MODULE_SIGNS: "rk - hidden\n.\n", CONTAINER: "lxc\n"})

    assert judge(CHECK, seen, judge="hidden").reason is Exempt.CONTAINER


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.TIMEOUT, Reason.TIMEOUT),
        ("rk -\n", Reason.UNPARSEABLE),
        (ItemStatus.DENIED, Reason.PERMISSION),
    ],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    assert judge(CHECK, host({MODULE_SIGNS: raw}), judge="hidden").reason is reason
