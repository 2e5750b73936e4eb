import pytest

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts import desktop
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.system_cases import having
from tests.checks.layer1_onsite.test_dconf_key import FILE, GNOME, NEW, SOURCE


def judged(*parts: dict[Probe, Raw]) -> Verdict:
    return judge("layer1_onsite.dconf_compiled", having(GNOME, *parts))


def test_a_database_newer_than_its_sources_passes() -> None:
    assert judged().status is Status.PASS


@pytest.mark.parametrize(
    "stats", [{SOURCE: FILE}, {"/etc/dconf/db/local": FILE, SOURCE: NEW}]
)
def test_an_older_one_or_none_fails(stats: dict[str, str]) -> None:
    assert judged({desktop.COMPILED: stats}).items == ("/etc/dconf/db/local",)


def test_without_settings_there_is_nothing_to_compile() -> None:
    seen: dict[Probe, Raw] = {desktop.KEYS: {}, desktop.LOCKS: {}}

    assert judged(seen).reason is Exempt.NOT_USED


@pytest.mark.parametrize(
    ("raw", "reason"),
    [("half", Reason.UNPARSEABLE), (ItemStatus.DENIED, Reason.PERMISSION)],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    assert judged({desktop.COMPILED: {SOURCE: raw}}).reason is reason
