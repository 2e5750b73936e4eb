import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts import boot_mounts
from audit4.facts.mounts import MOUNT_TABLE
from audit4.facts.os import INIT_MARKS, INIT_NAME
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.system_cases import INSIDE, fstab, having, mounted

CHECK = "layer1_onsite.mount_options"
SHM, TMP = "/dev/shm", "/tmp"
BOTH = ("nodev", "nosuid")
NOW = mounted(f"tmpfs {TMP} tmpfs rw,nosuid,nodev 0 0")
UNIT = "[Mount]\nWhat=tmpfs\nWhere=/tmp\nType=tmpfs\nOptions=mode=1777,nosuid,nodev\n"
LINK = "0777 0 0 l 9 1700000000 ../tmp.mount"
WANTS = "/usr/lib/systemd/system/local-fs.target.wants/tmp.mount"
VENDOR_UNIT: dict[Probe, Raw] = {
    boot_mounts.VENDOR[0]: {"/usr/lib/systemd/system/tmp.mount": UNIT},
    boot_mounts.WANTS: {WANTS: LINK},
}


def tmp(*parts: dict[Probe, Raw], options: tuple[str, ...] = BOTH) -> Verdict:
    return judge(CHECK, having(*parts), path=TMP, options=options)


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ("rw,nosuid,nodev", Status.PASS),
        ("rw,nosuid", Status.FAIL),
        ("rw", Status.FAIL),
    ],
)
def test_wants_each_option_now(options: str, status: Status) -> None:
    seen = having(mounted(f"tmpfs {SHM} tmpfs {options} 0 0"))

    assert judge(CHECK, seen, path=SHM, options=BOTH).status is status


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ("rw,nosuid,nodev", Status.PASS),
        ("defaults,nodev,nosuid", Status.PASS),
        ("user", Status.PASS),
        ("user,suid", Status.FAIL),
        ("nosuid,nodev,suid", Status.FAIL),
        ("defaults", Status.FAIL),
        ("nosuid,nodev,noauto", Status.FAIL),
    ],
)
def test_wants_them_after_the_boot_as_mount_reads_fstab(
    options: str, status: Status
) -> None:
    assert tmp(NOW, fstab(f"tmpfs /tmp/ tmpfs {options} 0 0")).status is status


def test_mounted_by_hand_is_gone_after_the_boot() -> None:
    assert "at boot" in tmp(NOW).actual


def test_in_fstab_but_not_mounted_fails() -> None:
    assert "now" in tmp(fstab("tmpfs /tmp tmpfs nosuid,nodev 0 0")).actual


def test_a_comment_in_fstab_mounts_nothing() -> None:
    assert tmp(NOW, fstab("#tmpfs /tmp tmpfs nosuid,nodev 0 0")).status is Status.FAIL


def test_a_unit_of_systemd_that_is_wanted_counts() -> None:
    assert tmp(NOW, VENDOR_UNIT).status is Status.PASS


@pytest.mark.parametrize(
    "changed",
    [
        {boot_mounts.WANTS: {}},
        {boot_mounts.UNITS[0]: {"/etc/systemd/system/tmp.mount": ""}},
        {
            boot_mounts.DROPINS: {
                "/etc/systemd/system/tmp.mount.d/x.conf": "[Mount]\nOptions=nodev\n"
            }
        },
    ],
)
def test_a_unit_not_wanted_masked_or_changed_does_not(
    changed: dict[Probe, Raw],
) -> None:
    assert tmp(NOW, VENDOR_UNIT, changed).status is Status.FAIL


def test_fstab_hides_the_vendors_unit_and_the_administrators_hides_fstab() -> None:
    weak = fstab("tmpfs /tmp tmpfs defaults 0 0")
    own: dict[Probe, Raw] = {
        boot_mounts.UNITS[0]: {"/etc/systemd/system/tmp.mount": UNIT},
        boot_mounts.WANTS: {
            "/etc/systemd/system/local-fs.target.wants/tmp.mount": LINK
        },
    }

    assert tmp(NOW, VENDOR_UNIT, weak).status is Status.FAIL
    assert tmp(NOW, weak, own).status is Status.PASS


def test_units_mean_nothing_to_another_init() -> None:
    old: dict[Probe, Raw] = {INIT_MARKS: {}, INIT_NAME: "init\n"}

    assert tmp(NOW, VENDOR_UNIT, old).status is Status.FAIL


def test_the_mount_on_top_counts() -> None:
    covered = mounted(f"a {SHM} tmpfs rw,nodev 0 0", f"b {SHM} tmpfs rw 0 0")

    verdict = judge(CHECK, having(covered), path=SHM, options=("nodev",))

    assert verdict.status is Status.FAIL


def test_a_folder_that_waits_for_automount_is_judged_by_its_entry() -> None:
    waiting = mounted(f"systemd-1 {TMP} autofs rw,relatime 0 0")

    assert tmp(waiting, fstab("a /tmp ext4 nosuid,nodev 0 0")).status is Status.PASS


def test_zfs_mounts_its_datasets_itself() -> None:
    assert tmp(mounted(f"p/t {TMP} zfs rw,nosuid,nodev 0 0")).status is Status.PASS


def test_a_folder_that_is_no_mount_fails_only_where_it_has_to_be_one() -> None:
    must = judge(CHECK, having(), path=TMP, options=BOTH)
    may = judge(CHECK, having(), path="/home", options=BOTH, required=False)

    assert must.status is Status.FAIL
    assert (may.status, may.reason) == (Status.NOT_APPLICABLE, Exempt.NOT_USED)


def test_a_containers_mounts_are_not_its_own() -> None:
    assert tmp(NOW, INSIDE).reason is Exempt.CONTAINER


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({MOUNT_TABLE: ""}, Reason.UNPARSEABLE),
        ({MOUNT_TABLE: "half a\n"}, Reason.UNPARSEABLE),
        ({MOUNT_TABLE: ItemStatus.TRUNCATED}, Reason.TRUNCATED),
        ({MOUNT_TABLE: ItemStatus.DENIED}, Reason.PERMISSION),
        ({boot_mounts.FSTAB: ItemStatus.DENIED}, Reason.PERMISSION),
        ({boot_mounts.WANTS: {WANTS: ItemStatus.DENIED}}, Reason.PERMISSION),
    ],
)
def test_missing_evidence_is_unknown(changed: dict[Probe, Raw], reason: Reason) -> None:
    assert tmp(VENDOR_UNIT, changed).reason is reason


@given(text=st.text(max_size=200))
def test_no_fstab_crashes_it(text: str) -> None:
    assert tmp(NOW, fstab(text)).status in {Status.PASS, Status.FAIL}
