import pytest

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts.package_sources import APT_CONFIG, RPM_MAIN
from audit4.finding import Status, Verdict
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.system_cases import having, rhel

CHECK = "layer1_onsite.package_option"
WEAK = {"APT::Install-Recommends": "1", "APT::Install-Suggests": "0"}


def weak(text: str) -> Verdict:
    seen = having({APT_CONFIG: text})
    return judge(CHECK, seen, options=WEAK, allowed=("0", "false"))


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("a='0'\nb='0'\n", Status.PASS),
        ("a='false'\n", Status.PASS),
        ("a='1'\n", Status.FAIL),
        ("", Status.FAIL),
        ("a='0'\nb='1'\n", Status.FAIL),
    ],
)
def test_judges_apts_options_with_its_defaults(text: str, status: Status) -> None:
    assert weak(text).status is status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("[main]\ngpgcheck=1\n", Status.PASS),
        ("[main]\ngpgcheck=True\n", Status.PASS),
        ("[main]\nGPGCheck = 0\n", Status.FAIL),
        ("[main]\n", Status.FAIL),
        ("[other]\ngpgcheck=1\n", Status.FAIL),
    ],
)
def test_judges_the_main_section_of_dnf(text: str, status: Status) -> None:
    seen = having(rhel(), {RPM_MAIN[0]: {"/etc/dnf/dnf.conf": text}})

    verdict = judge(
        CHECK, seen, options={"gpgcheck": "0"}, allowed=("1", "true", "yes")
    )

    assert verdict.status is status


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("a='0\n", Reason.UNPARSEABLE),
        (ItemStatus.ABSENT, Reason.MISSING_TOOL),
        (ItemStatus.DENIED, Reason.PERMISSION),
    ],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    changed: dict[Probe, Raw] = {APT_CONFIG: raw}

    verdict = judge(CHECK, having(changed), options=WEAK, allowed=("0",))

    assert verdict.reason is reason
