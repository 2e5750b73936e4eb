import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts.package_sources import APT_LISTS, APT_SOURCES, RPM_REPOSITORIES
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.system_cases import having, rhel

LIST = "/etc/apt/sources.list.d/a.list"
SOURCES = "/etc/apt/sources.list.d/a.sources"
REPO = "/etc/yum.repos.d/a.repo"


def judged(*parts: dict[Probe, Raw]) -> Verdict:
    return judge("layer1_onsite.repository_signed", having(*parts))


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("deb http://kho.mirror.example/debian bookworm main", Status.PASS),
        ("deb [arch=amd64 signed-by=/k.gpg] https://a/ b c", Status.PASS),
        ("deb [trusted=yes] http://a/debian b main", Status.FAIL),
        ("deb [ arch=amd64 trusted=yes ] http://a/debian b main", Status.FAIL),
        ("deb [trusted=no] http://a/debian b main", Status.PASS),
        ("# deb [trusted=yes] http://a b c", Exempt.NOT_USED),
        ("deb-src [trusted=yes] http://a b c", Exempt.NOT_USED),
    ],
)
def test_judges_lines_of_apt(line: str, status: Status | Exempt) -> None:
    verdict = judged({APT_LISTS[1]: {LIST: f"{line}\n"}})

    assert status in {verdict.status, verdict.reason}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Types: deb\nURIs: http://a\nSuites: b\nComponents: c\n", Status.PASS),
        ("Types: deb\nURIs: http://a\nSuites: b\nTrusted: yes\n", Status.FAIL),
        ("Enabled: no\nTypes: deb\nURIs: http://a\nTrusted: yes\n", Exempt.NOT_USED),
        ("Types: deb\n# Trusted: yes\nURIs:\n http://a\n http://b\n", Status.PASS),
    ],
)
def test_judges_stanzas_of_apt(text: str, status: Status | Exempt) -> None:
    verdict = judged({APT_SOURCES: {SOURCES: text}})

    assert status in {verdict.status, verdict.reason}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("[a]\nbaseurl=http://a\n", Status.PASS),
        ("[a]\nbaseurl=http://a\ngpgcheck=1\n", Status.PASS),
        ("[a]\nbaseurl=http://a\ngpgcheck=0\n", Status.FAIL),
        ("[a]\nbaseurl=http://a\ngpgcheck = False\n", Status.FAIL),
        ("[a]\nbaseurl=http://a\nenabled=0\ngpgcheck=0\n", Exempt.NOT_USED),
    ],
)
def test_judges_repositories_of_dnf(text: str, status: Status | Exempt) -> None:
    verdict = judged(rhel(), {RPM_REPOSITORIES[0]: {REPO: text}})

    assert status in {verdict.status, verdict.reason}


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.DENIED, Reason.PERMISSION),
        (ItemStatus.TRUNCATED, Reason.TRUNCATED),
    ],
)
def test_missing_evidence_is_unknown(raw: ItemStatus, reason: Reason) -> None:
    assert judged({APT_LISTS[1]: {LIST: raw}}).reason is reason


@given(text=st.text(max_size=200))
def test_no_text_of_a_host_crashes_it(text: str) -> None:
    seen: dict[Probe, Raw] = {
        APT_LISTS[1]: {LIST: f"deb {text}"},
        APT_SOURCES: {SOURCES: f"Types: deb\nURIs: {text}"},
    }

    assert judged(seen).reason is not Reason.CRASHED
