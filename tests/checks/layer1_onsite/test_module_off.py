import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts import modules
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.system_cases import (
    INSIDE,
    booted,
    having,
    modprobe,
    on_disk,
    packages,
)

CHECK = "layer1_onsite.module_off"
OFF = "install cramfs /bin/false\nblacklist cramfs\n"


def judged(*parts: dict[Probe, Raw], name: str = "cramfs") -> Verdict:
    return judge(CHECK, having(on_disk("cramfs", "usb-storage"), *parts), name=name)


def test_a_module_that_is_barred_and_not_loaded_passes() -> None:
    assert judged(modprobe(OFF)).status is Status.PASS


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("", "modprobe loads it"),
        ("blacklist cramfs\n", "modprobe loads it"),
        ("install cramfs /bin/false\n", "not blacklisted"),
        ("#install cramfs /bin/false\nblacklist cramfs\n", "modprobe loads it"),
        ("install cramfs /sbin/modprobe -i cramfs\nblacklist cramfs\n", "modprobe"),
        # Of two install lines the first one counts.
        (f"install cramfs /sbin/insmod x\n{OFF}", "modprobe loads it"),
    ],
)
def test_each_way_in_fails(text: str, missing: str) -> None:
    verdict = judged(modprobe(text))

    assert verdict.status is Status.FAIL
    assert missing in verdict.actual


def test_a_loaded_module_fails_whatever_the_files_say() -> None:
    loaded: dict[Probe, Raw] = {modules.LOADED: "cramfs 40960 0 - Live 0x0\n"}

    assert judged(modprobe(OFF), loaded).items == ("cramfs: loaded",)


def test_a_module_that_is_not_on_the_disk_leaves_nothing_to_set() -> None:
    verdict = judge(CHECK, having(), name="cramfs")

    assert verdict.status is Status.PASS


@pytest.mark.parametrize(
    "text",
    [
        "install usb-storage /bin/true\nblacklist usb_storage\n",
        "install usb_storage /usr/bin/false\nblacklist usb-storage\n",
        "install usb* /bin/false\nblacklist usb-storage\n",
        "install usb-storage \\\n /bin/false\nblacklist usb-storage\n",
    ],
)
def test_dash_underscore_glob_and_continuation_are_read_as_modprobe_does(
    text: str,
) -> None:
    assert judged(modprobe(text), name="usb-storage").status is Status.PASS


def test_a_file_hides_those_of_its_name_in_later_folders() -> None:
    hidden: dict[Probe, Raw] = {modules.FILES[3]: {"/usr/lib/modprobe.d/x.conf": OFF}}

    assert judged(modprobe("# nothing\n"), hidden).status is Status.FAIL


def test_the_kernels_own_list_counts_if_every_entry_has_it() -> None:
    words = "ro module_blacklist=cramfs,udf"
    entry = "/boot/grub/grub.cfg\nlinux /vmlinuz ro"

    everywhere = judged(booted(words, f"{entry} module_blacklist=cramfs"))
    now_alone = judged(booted(words, entry))

    assert everywhere.status is Status.PASS
    assert now_alone.status is Status.FAIL


def test_what_a_package_needs_is_no_miss() -> None:
    seen = having(on_disk("overlay"), packages("docker-ce"))

    verdict = judge(CHECK, seen, name="overlay", needed_by=("docker-ce",))

    assert (verdict.status, verdict.reason) == (Status.NOT_APPLICABLE, Exempt.ROLE)


def test_a_containers_kernel_is_not_its_own() -> None:
    assert judged(INSIDE).reason is Exempt.CONTAINER


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({modules.LOADED: "x\n"}, Reason.UNPARSEABLE),
        ({modules.LOADED: ItemStatus.DENIED}, Reason.PERMISSION),
        ({modules.ON_DISK: ItemStatus.TIMEOUT}, Reason.TIMEOUT),
        ({modules.ON_DISK: "find: what?\n"}, Reason.UNPARSEABLE),
        ({modules.FILES[0]: {"/etc/modprobe.d/a": ItemStatus.TRUNCATED}}, "truncated"),
    ],
)
def test_missing_evidence_is_unknown(changed: dict[Probe, Raw], reason: Reason) -> None:
    assert judged(changed).reason == reason


@given(text=st.text(max_size=200))
def test_no_text_of_a_host_crashes_it(text: str) -> None:
    verdict = judged(modprobe(text))

    assert verdict.status in {Status.PASS, Status.FAIL}
