import pytest

from audit4.evidence import ItemStatus, Probe, Reason, Setting
from audit4.facts.package_sources import APT_LISTS
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import Raw, judge
from tests.checks.system_literals import host

PATH = "/etc/apt/sources.list"
OURS = Setting(settings={"patch_servers": ["va.tinh.example", "10.0.0.5"]})


def judged(text: str | ItemStatus, setting: Setting = OURS) -> Verdict:
    changed: dict[Probe, Raw] = {APT_LISTS[0]: {PATH: text}}
    return judge("layer1_onsite.patch_source", host(changed, setting=setting))


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("http://va.tinh.example/debian", Status.PASS),
        ("https://kho.va.tinh.example:8443/debian", Status.PASS),
        ("http://10.0.0.5/debian", Status.PASS),
        ("http://kho.mirror.example/debian", Status.FAIL),
        ("http://giava.tinh.example/debian", Status.FAIL),
        ("http://10.0.0.50/debian", Status.FAIL),
        ("file:///srv/debian", Status.PASS),
    ],
)
def test_judges_the_host_of_each_source(address: str, status: Status) -> None:
    assert judged(f"deb {address} bookworm main\n").status is status


def test_no_declared_server_is_nothing_to_judge() -> None:
    assert judged("deb http://a b c\n", Setting()).reason is Exempt.NOT_USED


@pytest.mark.parametrize("declared", [5, "va", {"a": 1}, []])
def test_a_declaration_that_is_no_list_is_none(declared: object) -> None:
    setting = Setting(settings={"patch_servers": declared})

    assert judged("deb http://a b c\n", setting).reason is Exempt.NOT_USED


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.DENIED, Reason.PERMISSION),
        (ItemStatus.TRUNCATED, Reason.TRUNCATED),
    ],
)
def test_missing_evidence_is_unknown(raw: ItemStatus, reason: Reason) -> None:
    assert judged(raw).reason is reason
