import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.desktop import GDM_CONF
from audit4.finding import Exempt, Status
from audit4.testing import judge
from tests.checks.layer1_onsite.system_cases import having, packages

CHECK = "layer1_onsite.xdmcp_off"
PATH = "/etc/gdm3/custom.conf"
GDM = packages("gdm3")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("[xdmcp]\n", Status.PASS),
        ("[xdmcp]\nEnable=false\n", Status.PASS),
        ("[xdmcp]\nEnable=true\n", Status.FAIL),
        ("[xdmcp]\n Enable = True\n", Status.FAIL),
        ("[xdmcp]\n#Enable=true\n", Status.PASS),
        ("[daemon]\nEnable=true\n", Status.PASS),
    ],
)
def test_judges_the_section_of_xdmcp(text: str, status: Status) -> None:
    assert judge(CHECK, having(GDM, {GDM_CONF: {PATH: text}})).status is status


def test_without_gdm_there_is_nothing_to_judge() -> None:
    assert judge(CHECK, having()).reason is Exempt.NOT_INSTALLED


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.DENIED, Reason.PERMISSION),
        (ItemStatus.TRUNCATED, Reason.TRUNCATED),
    ],
)
def test_missing_evidence_is_unknown(raw: ItemStatus, reason: Reason) -> None:
    assert judge(CHECK, having(GDM, {GDM_CONF: {PATH: raw}})).reason is reason
