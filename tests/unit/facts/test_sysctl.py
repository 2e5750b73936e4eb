from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from audit4.evidence import Evidence, Item, ItemStatus, Probe, Reason, Undetermined
from audit4.facts.os import INIT_MARKS, INIT_NAME
from audit4.facts.services import SCRIPTS, UNIT_FILES
from audit4.facts.sysctl import (
    BUILT,
    FILES,
    LINKS,
    RUNNING,
    SYSCTL,
    SYSCTL_CONF,
    UFW_DEFAULTS,
    UFW_SYSCTL,
    Sysctl,
)
from audit4.testing import Raw
from tests.checks.system_literals import DIRECTORY, host

ETC, RUN, LOCAL, VENDOR, LIB = FILES
CAPTURED = Path(__file__).parents[2] / "evidence"
KEY = "net.ipv4.conf.all.rp_filter"


def at_boot(changed: Mapping[Probe, Raw], key: str = KEY) -> str | None:
    found = read(host(changed)).at_boot(key)
    return found.value if found else None


def read(seen: Evidence) -> Sysctl:
    return seen.fact(SYSCTL)


@pytest.mark.parametrize("system", ["debian11", "debian12", "debian13"])
def test_reads_captured_values(system: str) -> None:
    text = (CAPTURED / system / "sysctl.running.txt").read_text()

    sysctl = read(host({RUNNING: text}))

    assert sysctl.running["net.ipv4.ip_forward"] == "0"
    assert "lo" not in sysctl.interfaces("ipv4")


def test_the_last_file_by_name_wins_whatever_its_folder() -> None:
    files: dict[Probe, Raw] = {
        ETC: {"/etc/sysctl.d/10-a.conf": f"{KEY} = 1\n"},
        VENDOR: {"/usr/lib/sysctl.d/50-b.conf": f"{KEY} = 2\n"},
    }

    assert at_boot(files) == "2"


def test_a_file_hides_its_namesake_in_later_folders() -> None:
    files: dict[Probe, Raw] = {
        ETC: {"/etc/sysctl.d/50-b.conf": "# emptied\n"},
        RUN: {"/run/sysctl.d/50-b.conf": f"{KEY} = 1\n"},
        LOCAL: {"/usr/local/lib/sysctl.d/50-b.conf": f"{KEY} = 2\n"},
        LIB: {"/lib/sysctl.d/50-b.conf": f"{KEY} = 2\n"},
    }

    assert at_boot(files) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("net.ipv4.conf.all.rp_filter=1\n", "1"),
        ("net/ipv4/conf/all/rp_filter = 1\n", "1"),
        ("-net.ipv4.conf.all.rp_filter = 1\n", "1"),
        ("net.ipv4.conf.*.rp_filter = 2\n", "2"),
        ("net.ipv4.conf.all.rp_filter = 1\nnet.ipv4.conf.*.rp_filter = 2\n", "1"),
        ("-net.ipv4.conf.all.rp_filter\nnet.ipv4.conf.*.rp_filter = 2\n", None),
        ("net.ipv4.*.rp_filter = 2\n", None),
        ("; net.ipv4.conf.all.rp_filter = 1\n", None),
        ("net.ipv4.conf.all.rp_filter = 0x01\n", "1"),
        ("net.ipv4.conf.all.rp_filter = 012\n", "10"),
        ("net.ipv4.conf.all.rp_filter = 0\n", "0"),
        ("net.ipv4.conf.all.rp_filter = 0x\n", "0x"),
        ("net.ipv4.conf.all.rp_filter = 09\n", "09"),
        ("net.ipv4.conf.all.rp_filter\n", None),
        ("net.ipv4.conf.all.rp_filter = 1\nnet.ipv4.conf.all.rp_filter = 0\n", "0"),
    ],
)
def test_reads_lines_as_systemd_does(text: str, value: str | None) -> None:
    assert at_boot({ETC: {"/etc/sysctl.d/x.conf": text}}) == value


def test_a_dot_in_an_interfaces_name_is_written_with_slashes() -> None:
    files: dict[Probe, Raw] = {
        ETC: {"/etc/sysctl.d/x.conf": "net/ipv4/conf/eth0.10/rp_filter = 1\n"}
    }

    assert at_boot(files, "net.ipv4.conf.eth0/10.rp_filter") == "1"


def test_sysctl_conf_counts_through_its_link_alone() -> None:
    conf: dict[Probe, Raw] = {SYSCTL_CONF: f"{KEY} = 1\n"}
    link: dict[Probe, Raw] = {
        ETC: {"/etc/sysctl.d/99-sysctl.conf": ItemStatus.UNSAFE},
        LINKS: {"/etc/sysctl.d/99-sysctl.conf": "0777 0 0 l 14 1 ../sysctl.conf"},
    }

    assert at_boot(conf) is None
    assert at_boot({**conf, **link}) == "1"


def test_sysvinit_reads_sysctl_conf_last() -> None:
    old: dict[Probe, Raw] = {
        INIT_MARKS: {},
        INIT_NAME: "init\n",
        SCRIPTS: {"/etc/init.d/ssh": DIRECTORY},
        ETC: {"/etc/sysctl.d/99.conf": f"{KEY} = 0\n"},
        SYSCTL_CONF: f"{KEY} = 1\n",
    }

    assert at_boot(old) == "1"


def test_ufw_sets_its_own_file_after_all() -> None:
    files: dict[Probe, Raw] = {
        UNIT_FILES: "ufw.service enabled\n",
        ETC: {"/etc/sysctl.d/x.conf": f"{KEY} = 1\n"},
        UFW_DEFAULTS: "IPT_SYSCTL=/etc/ufw/sysctl.conf\n",
        UFW_SYSCTL: "net/ipv4/conf/all/rp_filter=0\n",
    }

    assert at_boot(files) == "0"


def test_a_link_to_an_unknown_place_is_undetermined() -> None:
    files: dict[Probe, Raw] = {
        ETC: {"/etc/sysctl.d/9.conf": ItemStatus.UNSAFE},
        LINKS: {"/etc/sysctl.d/9.conf": "0777 0 0 l 14 1 /srv/x"},
    }

    with pytest.raises(Undetermined) as why:
        at_boot(files)

    assert why.value.reason is Reason.UNSAFE_PATH


# As /boot/config of Debian 13's kernel says it.
BUILT_TEXT = """CONFIG_BPF_UNPRIV_DEFAULT_OFF=y
CONFIG_MAGIC_SYSRQ_DEFAULT_ENABLE=0x01b6
CONFIG_SECURITY_DMESG_RESTRICT=y
"""


def test_what_the_builder_chose_is_known_from_the_kernels_configuration() -> None:
    assert read(host({BUILT: BUILT_TEXT})).built == {
        "kernel.dmesg_restrict": "1",
        "kernel.unprivileged_bpf_disabled": "2",
        "kernel.sysrq": "438",
    }


def test_what_it_left_off_is_known_too() -> None:
    text = "# CONFIG_SECURITY_DMESG_RESTRICT is not set\n"

    assert read(host({BUILT: text})).built == {"kernel.dmesg_restrict": "0"}


def test_without_the_configuration_nothing_is_known() -> None:
    none = Item(probe=BUILT.id, name="", status=ItemStatus.FAILED, exit=1)

    assert read(host({BUILT: ""})).built == {}
    assert read(host({BUILT: none})).built == {}


def test_an_earlier_collector_did_not_ask_for_it() -> None:
    seen = host()
    items = {name: item for name, item in seen.items.items() if name != BUILT.id}

    assert read(replace(seen, items=items)).built == {}
