import pytest

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts.mounts import MOUNT_TABLE
from audit4.facts.os import CONTAINER
from audit4.finding import Exempt, Status
from audit4.testing import Raw, judge
from tests.checks.system_literals import host

CHECK = "layer1_onsite.mount_options"
ROOT = "/dev/sda1 / ext4 rw 0 0\n"
SHM = "/dev/shm"


def table(options: str) -> dict[Probe, Raw]:
    return {MOUNT_TABLE: f"{ROOT}tmpfs {SHM} tmpfs {options} 0 0\n"}


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ("rw,nosuid,nodev", Status.PASS),
        ("rw,nosuid", Status.FAIL),
        ("rw", Status.FAIL),
    ],
)
def test_wants_each_option(options: str, status: Status) -> None:
    verdict = judge(CHECK, host(table(options)), path=SHM, options=("nodev", "nosuid"))

    assert verdict.status is status


def test_the_mount_on_top_counts() -> None:
    covered: dict[Probe, Raw] = {
        MOUNT_TABLE: f"{ROOT}a {SHM} tmpfs rw,nodev 0 0\nb {SHM} tmpfs rw 0 0\n"
    }

    assert (
        judge(CHECK, host(covered), path=SHM, options=("nodev",)).status is Status.FAIL
    )


def test_a_folder_that_is_no_mount_fails() -> None:
    assert judge(CHECK, host(), path=SHM, options=("nodev",)).status is Status.FAIL


def test_a_containers_mounts_are_not_its_own() -> None:
    seen = host({**table("rw"), CONTAINER: "docker\n"})

    verdict = judge(CHECK, seen, path=SHM, options=("nodev",))

    assert (verdict.status, verdict.reason) == (Status.NOT_APPLICABLE, Exempt.CONTAINER)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("", Reason.UNPARSEABLE),
        ("half a\n", Reason.UNPARSEABLE),
        (ItemStatus.TRUNCATED, Reason.TRUNCATED),
        (ItemStatus.DENIED, Reason.PERMISSION),
    ],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    seen = host({MOUNT_TABLE: raw})

    assert judge(CHECK, seen, path=SHM, options=("nodev",)).reason is reason
