import pytest

from audit4.evidence import Item, ItemStatus, Probe, Reason
from audit4.facts import orphans
from audit4.facts.os import OS_RELEASE
from audit4.facts.updates import FRESH
from audit4.finding import Status, Verdict
from audit4.testing import NOW, Raw, judge
from tests.checks.layer1_onsite.system_cases import having, rhel

LIST = "/var/lib/apt/lists/deb_InRelease"
FRESH_LISTS: dict[Probe, Raw] = {
    FRESH: {LIST: f"0644 0 0 f 9 {int(NOW.timestamp()) - 86400}"}
}


def judged(*parts: dict[Probe, Raw]) -> Verdict:
    return judge(
        "layer1_onsite.software_orphaned", having(FRESH_LISTS, *parts), max_age_days=14
    )


def test_every_package_with_a_source_passes() -> None:
    assert judged().status is Status.PASS


def test_names_those_without_one_but_no_kernels() -> None:
    text = (
        "Listing...\n"
        "tool/now 1.0 amd64 [installed,local]\n"
        "linux-image-6.1.0-9-amd64/now 6.1.27-1 amd64 [installed,local]\n"
        "bash/stable,now 5.2 amd64 [installed]\n"
    )

    assert judged({orphans.APT: text}).items == ("tool 1.0",)


def test_dnfs_extras_are_those_of_no_repository() -> None:
    # From dnf's documentation: `dnf list --extras`.
    extras = (
        "Extra Packages\ntool.x86_64  1.0-1  @System\nkernel.x86_64  5.14  @System\n"
    )

    assert judged(rhel(), {orphans.DNF: extras}).items == ("tool 1.0-1",)


def test_zyppers_orphans_too() -> None:
    # From zypper's manual: `zypper packages --orphaned`.
    table = (
        "S  | Repository | Name | Version | Arch\n"
        "---+------------+------+---------+-------\n"
        "i  | @System    | tool | 1.0-1   | x86_64\n"
    )
    sles: dict[Probe, Raw] = {OS_RELEASE: "ID=sles\nVERSION_ID=15.6\n"}

    assert judged(rhel(), sles, {orphans.ZYPPER: table}).items == ("tool 1.0-1",)


@pytest.mark.parametrize("age", [30, 400])
def test_old_lists_say_nothing(age: int) -> None:
    old = {LIST: f"0644 0 0 f 9 {int(NOW.timestamp()) - age * 86400}"}

    assert judged({FRESH: old}).reason is Reason.STALE


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("", Reason.UNPARSEABLE),
        (ItemStatus.TIMEOUT, Reason.TIMEOUT),
        (ItemStatus.DENIED, Reason.PERMISSION),
    ],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    assert judged({orphans.APT: raw}).reason is reason


def test_a_tool_that_its_wrapper_does_not_find_is_missing() -> None:
    gone = Item(
        probe=orphans.DNF.id, name="", status=ItemStatus.FAILED, content="", exit=127
    )

    assert judged(rhel(), {orphans.DNF: gone}).reason is Reason.MISSING_TOOL
