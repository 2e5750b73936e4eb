import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.disks import LSBLK
from audit4.facts.os import CONTAINER
from audit4.finding import Exempt, Status
from audit4.testing import judge
from tests.checks.system_literals import host

CHECK = "layer1_onsite.disk_encrypted"


def row(name: str, kind: str, parent: str = "", where: str = "") -> str:
    return f'KNAME="{name}" PKNAME="{parent}" TYPE="{kind}" MOUNTPOINT="{where}"\n'


# As lsblk -P of util-linux 2.23 to 2.41 prints: one line a way down the tree.
DISK = row("sda", "disk") + row("sda1", "part", "sda", "/boot")
PLAIN = DISK + row("sda2", "part", "sda", "/") + row("sda3", "part", "sda", "[SWAP]")
CRYPT = (
    DISK
    + row("sda2", "part", "sda")
    + row("dm-0", "crypt", "sda2")
    + row("dm-1", "lvm", "dm-0", "/")
    + row("dm-2", "lvm", "dm-0", "[SWAP]")
)
HALF = CRYPT + row("sdb1", "part", "sdb", "/srv")
SPANNED = CRYPT + row("sdb", "disk") + row("dm-1", "lvm", "sdb", "/")


@pytest.mark.parametrize(
    ("text", "want", "status"),
    [
        (PLAIN, "data", Status.FAIL),
        (CRYPT, "data", Status.PASS),
        (HALF, "data", Status.FAIL),
        (SPANNED, "data", Status.FAIL),
        (PLAIN, "swap", Status.FAIL),
        (CRYPT, "swap", Status.PASS),
        (DISK, "swap", Status.NOT_APPLICABLE),
        (DISK, "data", Status.UNKNOWN),
    ],
)
def test_judges_what_devices_stand_on(text: str, want: str, status: Status) -> None:
    assert judge(CHECK, host({LSBLK: text}), judge=want).status is status


def test_a_container_has_no_disks_of_its_own() -> None:
    seen = host({LSBLK: PLAIN, CONTAINER: "docker\n"})

    assert judge(CHECK, seen, judge="data").reason is Exempt.CONTAINER


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.ABSENT, Reason.MISSING_TOOL),
        (ItemStatus.TIMEOUT, Reason.TIMEOUT),
        ("nonsense\n", Reason.UNPARSEABLE),
        (row("a", "lvm", "b", "/") + row("b", "lvm", "a"), None),
    ],
)
def test_what_makes_no_sense_is_no_pass(
    raw: str | ItemStatus, reason: Reason | None
) -> None:
    verdict = judge(CHECK, host({LSBLK: raw}), judge="data")

    assert verdict.reason is reason
    assert verdict.status is not Status.PASS
