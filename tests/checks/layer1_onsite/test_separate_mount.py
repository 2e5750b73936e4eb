import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.boot_mounts import FSTAB
from audit4.facts.mounts import MOUNT_TABLE
from audit4.finding import Exempt, Status
from audit4.testing import judge
from tests.checks.layer1_onsite.system_cases import INSIDE, fstab, having, mounted

CHECK = "layer1_onsite.separate_mount"
HOME = mounted("/dev/sdb1 /home ext4 rw 0 0")
ENTRY = fstab("UUID=a /home ext4 defaults 0 2")


def test_mounted_now_and_at_boot_passes() -> None:
    assert judge(CHECK, having(HOME, ENTRY), path="/home").status is Status.PASS


@pytest.mark.parametrize(("parts", "missing"), [((HOME,), "boot"), ((ENTRY,), "mount")])
def test_either_alone_fails(
    parts: tuple[dict[object, object], ...], missing: str
) -> None:
    verdict = judge(CHECK, having(*parts), path="/home")  # type: ignore[arg-type]

    assert verdict.status is Status.FAIL
    assert missing in verdict.actual


def test_a_swap_line_is_no_mount() -> None:
    seen = having(HOME, fstab("/dev/sdb2 /home swap defaults 0 0"))

    assert judge(CHECK, seen, path="/home").status is Status.FAIL


def test_a_containers_mounts_are_not_its_own() -> None:
    assert judge(CHECK, having(INSIDE), path="/home").reason is Exempt.CONTAINER


def test_missing_evidence_is_unknown() -> None:
    denied = judge(CHECK, having({FSTAB: ItemStatus.DENIED}), path="/home")
    broken = judge(CHECK, having({MOUNT_TABLE: "x"}), path="/home")

    assert denied.reason is Reason.PERMISSION
    assert broken.reason is Reason.UNPARSEABLE
