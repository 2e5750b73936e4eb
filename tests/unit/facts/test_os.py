from pathlib import Path

import pytest

from audit4.evidence import Item, ItemStatus, Reason, Undetermined
from audit4.facts.os import (
    CONTAINER,
    CONTAINER_MARKS,
    INIT_MARKS,
    INIT_NAME,
    KERNEL,
    MACHINE,
    OS,
    OS_RELEASE,
    OS_RELEASE_VENDOR,
    REDHAT_RELEASE,
)
from audit4.testing import evidence

CAPTURED = Path(__file__).parents[2] / "evidence"
LINK = "0777 0 0 d 40 1700000000"


@pytest.mark.parametrize(
    ("system", "version", "codename"),
    [
        ("debian11", "11", "bullseye"),
        ("debian12", "12", "bookworm"),
        ("debian13", "13", "trixie"),
    ],
)
def test_reads_captured_debian(system: str, version: str, codename: str) -> None:
    text = (CAPTURED / system / "os.release.txt").read_text()

    found = evidence({OS_RELEASE: text}).fact(OS)

    assert (found.family, found.id, found.version) == ("debian", "debian", version)
    assert found.codename == codename


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("ID=ubuntu\nID_LIKE=debian\nVERSION_ID=22.04\n", "debian"),
        ('ID="rocky"\nID_LIKE="rhel centos fedora"\n', "rhel"),
        ('ID="sles"\n', "suse"),
        ('ID="amzn"\nID_LIKE="centos rhel fedora"\n', "amazon"),
        ("ID=alpine\n", "alpine"),
        ('ID=newbrew\nID_LIKE="rhel fedora"\n', "rhel"),
        ("ID=arch\n", "other"),
        ('NAME="x"\nID="broken\n', "other"),
    ],
)
def test_family_follows_id_then_what_it_is_like(text: str, family: str) -> None:
    assert evidence({OS_RELEASE: text}).fact(OS).family == family


def test_a_refused_link_falls_back_to_the_vendor_copy() -> None:
    seen = evidence(
        {OS_RELEASE: ItemStatus.UNSAFE, OS_RELEASE_VENDOR: "ID=debian\nVERSION_ID=12\n"}
    )

    assert seen.fact(OS).version == "12"


def test_release_six_is_read_from_redhat_release() -> None:
    seen = evidence(
        {
            OS_RELEASE: ItemStatus.ABSENT,
            OS_RELEASE_VENDOR: ItemStatus.ABSENT,
            REDHAT_RELEASE: "CentOS release 6.10 (Final)\n",
        }
    )

    found = seen.fact(OS)

    assert (found.family, found.id, found.version) == ("rhel", "centos", "6.10")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ({OS_RELEASE: ItemStatus.DENIED}, Reason.PERMISSION),
        ({OS_RELEASE: "\x00\x01 garbage"}, Reason.UNPARSEABLE),
        (
            {
                OS_RELEASE: ItemStatus.ABSENT,
                OS_RELEASE_VENDOR: ItemStatus.ABSENT,
                REDHAT_RELEASE: ItemStatus.ABSENT,
            },
            Reason.UNPARSEABLE,
        ),
    ],
)
def test_an_unreadable_release_is_undetermined(raw: dict, reason: Reason) -> None:  # type: ignore[type-arg]
    with pytest.raises(Undetermined) as why:
        evidence(raw).fact(OS)

    assert why.value.reason is reason


def test_recognises_a_booted_container() -> None:
    seen = evidence(
        {
            KERNEL: "6.1.0-18-amd64\n",
            CONTAINER: "systemd-nspawn\n",
            INIT_MARKS: {"/run/systemd/system": LINK},
        }
    )

    machine = seen.fact(MACHINE)

    assert machine.container
    assert machine.init == "systemd"


def test_none_with_exit_one_means_no_container() -> None:
    none = Item(
        probe=CONTAINER.id, name="", status=ItemStatus.FAILED, content="none\n", exit=1
    )
    seen = evidence(
        {KERNEL: "5.10.0\n", CONTAINER: none, INIT_MARKS: {"/run/openrc": LINK}}
    )

    machine = seen.fact(MACHINE)

    assert not machine.container
    assert machine.init == "openrc"


@pytest.mark.parametrize("said", ["\x00\x07\n", "Usage: x\n", "a b\n"])
def test_no_word_of_virtualization_is_no_container(said: str) -> None:
    seen = evidence({KERNEL: "6.1.0\n", CONTAINER: said})

    with pytest.raises(Undetermined, match="detect-virt"):
        seen.fact(MACHINE)


def test_an_old_init_is_told_by_its_name() -> None:
    seen = evidence(
        {
            KERNEL: "2.6.32-754.el6.x86_64\n",
            CONTAINER: ItemStatus.ABSENT,
            CONTAINER_MARKS: {"/.dockerenv": ItemStatus.ABSENT},
            INIT_MARKS: {"/run/systemd/system": ItemStatus.ABSENT},
            INIT_NAME: "init\n",
        }
    )

    machine = seen.fact(MACHINE)

    assert machine.init == "sysvinit"
    assert not machine.container
