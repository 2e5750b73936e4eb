import pytest

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts.mounts import MOUNT_TABLE
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.system_cases import INSIDE, fstab, having, mounted

ALL = "nosuid,nodev,noexec"


def judged(*parts: dict[Probe, Raw]) -> Verdict:
    return judge(
        "layer1_onsite.removable_mounts", having(*parts), options=tuple(ALL.split(","))
    )


def test_nothing_plugged_in_is_nothing_to_judge() -> None:
    assert judged().reason is Exempt.NOT_USED


@pytest.mark.parametrize(
    ("row", "status"),
    [
        (f"/dev/sdb1 /media/usb vfat rw,{ALL} 0 0", Status.PASS),
        ("/dev/sdb1 /media/usb vfat rw,nosuid,nodev 0 0", Status.FAIL),
        ("/dev/sdb1 /run/media/an/usb ext4 rw 0 0", Status.FAIL),
        ("/dev/sr0 /srv/dia iso9660 ro 0 0", Status.FAIL),
    ],
)
def test_what_is_plugged_in_needs_all_options(row: str, status: Status) -> None:
    assert judged(mounted(row)).status is status


def test_a_line_of_fstab_counts_before_anything_is_plugged_in() -> None:
    assert (
        judged(fstab("/dev/sr0 /media/cdrom udf user,exec 0 0")).status is Status.FAIL
    )
    assert judged(fstab("/dev/sr0 /media/cdrom udf user 0 0")).status is Status.PASS


def test_an_image_file_is_no_medium() -> None:
    assert (
        judged(mounted("/dev/loop0 /srv/iso iso9660 ro 0 0")).reason is Exempt.NOT_USED
    )


def test_a_containers_mounts_are_not_its_own() -> None:
    assert judged(INSIDE).reason is Exempt.CONTAINER


@pytest.mark.parametrize(
    ("raw", "reason"),
    [("x", Reason.UNPARSEABLE), (ItemStatus.DENIED, Reason.PERMISSION)],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    assert judged({MOUNT_TABLE: raw}).reason is reason
