import pytest

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts.mac import SELINUX_CONFIG
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.system_cases import INSIDE, having


def judged(*parts: dict[Probe, Raw]) -> Verdict:
    return judge(
        "layer1_onsite.selinux_policy", having(*parts), allowed=("targeted", "mls")
    )


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("SELINUXTYPE=targeted\n", Status.PASS),
        ("SELINUXTYPE = mls\n", Status.PASS),
        ("SELINUXTYPE=minimum\n", Status.FAIL),
        ("#SELINUXTYPE=targeted\n", Status.FAIL),
    ],
)
def test_judges_the_policy_that_the_boot_takes(text: str, status: Status) -> None:
    assert judged({SELINUX_CONFIG: text}).status is status


def test_a_container_is_confined_by_its_host() -> None:
    assert judged(INSIDE).reason is Exempt.CONTAINER


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.TRUNCATED, Reason.TRUNCATED),
        (ItemStatus.DENIED, Reason.PERMISSION),
    ],
)
def test_missing_evidence_is_unknown(raw: ItemStatus, reason: Reason) -> None:
    assert judged({SELINUX_CONFIG: raw}).reason is reason
