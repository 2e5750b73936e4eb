import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts.boot import BOOT, LOADER
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.system_cases import INSIDE, booted, having

CHECK = "layer1_onsite.kernel_argument"
GRUB = "/boot/grub/grub.cfg\n\tlinux\t/vmlinuz-6.1 root=UUID=a ro"
ON = "apparmor=1 security=apparmor"


def wanted(seen: dict[Probe, Raw]) -> Verdict:
    return judge(CHECK, having(seen), wanted=("apparmor=1", "security=apparmor"))


def test_an_argument_everywhere_passes() -> None:
    assert wanted(booted(f"ro {ON}", f"{GRUB} {ON}")).status is Status.PASS


@pytest.mark.parametrize(
    "seen",
    [
        booted("ro", f"{GRUB} {ON}"),
        booted(f"ro {ON}", GRUB),
        booted(f"ro {ON}", f"{GRUB} {ON}\n linux /vmlinuz-6.1 single"),
        booted(
            f"ro {ON}", f"{GRUB} {ON}", "/etc/default/grub\nGRUB_CMDLINE_LINUX=quiet"
        ),
        booted(f"ro {ON} apparmor=0", f"{GRUB} {ON}"),
    ],
)
def test_one_place_without_it_fails(seen: dict[Probe, Raw]) -> None:
    assert wanted(seen).status is Status.FAIL


def test_defaults_are_put_together_from_their_files() -> None:
    seen = booted(
        f"ro {ON}",
        f"{GRUB} {ON}",
        '/etc/default/grub\nGRUB_CMDLINE_LINUX="apparmor=1"',
        "/etc/default/grub.d/a.cfg\n"
        'GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX security=apparmor"',
    )

    assert wanted(seen).status is Status.PASS


def test_entries_of_the_boot_loader_specification_take_common_options() -> None:
    entry = "/boot/loader/entries/a.conf\noptions root=/dev/a $kernelopts"
    env = "/boot/grub2/grubenv\nkernelopts=ro selinux=0"
    grub = '/boot/grub2/grub.cfg\nset superusers="root"'

    verdict = judge(
        CHECK, having(booted("ro", grub, env, entry)), barred=("selinux=0",)
    )

    assert verdict.items == ("/boot/loader/entries/a.conf: selinux=0",)


def test_of_an_argument_given_twice_the_last_counts() -> None:
    verdict = judge(CHECK, having(booted("selinux=0 selinux=1")), barred=("selinux=0",))

    assert verdict.status is Status.PASS


def test_memory_tests_are_no_kernels() -> None:
    seen = booted(f"ro {ON}", f"{GRUB} {ON}\nlinux16 /boot/memtest86+.bin")

    assert wanted(seen).status is Status.PASS


def test_a_container_is_started_by_its_host() -> None:
    assert wanted({**booted("ro"), **INSIDE}).reason is Exempt.CONTAINER


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("", Reason.UNPARSEABLE),
        ("\n", Reason.UNPARSEABLE),
        (ItemStatus.DENIED, Reason.PERMISSION),
        (ItemStatus.TRUNCATED, Reason.TRUNCATED),
    ],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    assert wanted({LOADER: raw}).reason is reason


@given(text=st.text(max_size=300))
def test_no_text_of_a_host_crashes_the_reader(text: str) -> None:
    boot = having(booted("ro", f"/boot/grub/grub.cfg\n{text}")).fact(BOOT)

    assert boot.running == ("ro",)


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("audit_backlog_limit=8192", Status.PASS),
        ("audit_backlog_limit=65536", Status.PASS),
        ("audit_backlog_limit=64", Status.FAIL),
        ("audit_backlog_limit=8192 audit_backlog_limit=64", Status.FAIL),
        ("audit_backlog_limit=nhiều", Status.FAIL),
        ("audit_backlog_limit", Status.FAIL),
        ("", Status.FAIL),
    ],
)
def test_a_number_must_be_large_enough_everywhere(value: str, status: Status) -> None:
    least = {"audit_backlog_limit": 8192}
    now = having(booted(f"ro {value}", f"{GRUB} audit_backlog_limit=8192"))
    then = having(booted("ro audit_backlog_limit=8192", f"{GRUB} {value}"))

    assert judge(CHECK, now, at_least=least).status is status
    assert judge(CHECK, then, at_least=least).status is status
