from pathlib import Path

import pytest

from audit4.evidence import Evidence, ItemStatus, Probe, Reason, Undetermined
from audit4.facts.os import CONTAINER, INIT_MARKS, INIT_NAME, KERNEL
from audit4.facts.services import (
    INSTANCES,
    OPENRC,
    RUNLEVELS,
    SCRIPTS,
    SERVICES,
    UNIT_FILES,
    UNITS,
)
from audit4.testing import Raw, evidence

CAPTURED = Path(__file__).parents[2] / "evidence"
STAT = "0755 0 0 f 100 1700000000"
UNIT = "ssh.service loaded active running OpenBSD Secure Shell server\n"
UNIT_FILE = "ssh.service enabled enabled\n"


def host(raw: dict[Probe, Raw], mark: str = "/run/systemd/system") -> Evidence:
    machine: dict[Probe, Raw] = {
        KERNEL: "6.1.0\n",
        CONTAINER: "none\n",
        INIT_MARKS: {mark: STAT if mark else ItemStatus.ABSENT},
        INIT_NAME: "init\n",
        SCRIPTS: {},
        RUNLEVELS: {},
        INSTANCES: {},
    }
    return evidence(machine | raw)


@pytest.mark.parametrize("system", ["debian11", "debian12", "debian13"])
def test_reads_captured_systemd(system: str) -> None:
    folder = CAPTURED / system
    seen = host(
        {
            UNITS: (folder / "services.units.txt").read_text(),
            UNIT_FILES: (folder / "services.unit_files.txt").read_text(),
        }
    )

    services = seen.fact(SERVICES)

    assert services.running("ssh")
    assert services.enabled("ssh.service")
    assert not services.running("rpcbind.socket")
    assert services.get("telnet.socket") is None
    assert any(name.endswith(".socket") for name in services.units)


def test_a_unit_file_that_is_not_loaded_is_known() -> None:
    files = UNIT_FILE + "rpcbind.service masked enabled\nrsync.service disabled\n"

    services = host({UNITS: UNIT, UNIT_FILES: files}).fact(SERVICES)

    assert services.get("rpcbind") is not None
    assert not services.enabled("rpcbind")
    assert not services.enabled("rsync")
    assert not services.running("rsync")


def test_a_bullet_and_an_instance_are_understood() -> None:
    units = UNIT + "● vsftpd@a.service loaded failed failed FTP\n"
    files = UNIT_FILE + "vsftpd@.service enabled\n"

    unit = host({UNITS: units, UNIT_FILES: files}).fact(SERVICES).get("vsftpd@a")

    assert unit is not None
    assert (unit.active, unit.enabled) == ("failed", "enabled")


def test_an_enabled_instance_is_known_by_its_link() -> None:
    files = UNIT_FILE + "vsftpd@.service indirect enabled\nx@.service masked\n"
    folder = "/etc/systemd/system/multi-user.target.wants"
    links = {f"{folder}/{n}@a.service": STAT for n in ("vsftpd", "x", "nowhere")}

    services = host({UNITS: UNIT, UNIT_FILES: files, INSTANCES: links}).fact(SERVICES)

    assert services.instances("vsftpd") == ("vsftpd@.service", "vsftpd@a.service")
    assert services.enabled("vsftpd@a")
    assert not services.enabled("x@a")
    assert not services.enabled("nowhere@a")


def test_a_description_may_go_on_in_the_next_line() -> None:
    units = UNIT + "a.service loaded active running perl -e use Socket;\n  listen S\n"

    services = host({UNITS: units + UNIT, UNIT_FILES: UNIT_FILE}).fact(SERVICES)

    assert set(services.units) == {"ssh.service", "a.service"}


def test_sysvinit_knows_boot_but_not_run_state() -> None:
    seen = host(
        {
            SCRIPTS: {"/etc/init.d/sshd": STAT, "/etc/init.d/xinetd": STAT},
            RUNLEVELS: {"/etc/rc3.d/S55sshd": STAT},
        },
        mark="",
    )

    services = seen.fact(SERVICES)

    assert services.enabled("sshd")
    assert not services.enabled("xinetd")
    assert not services.running("absent")
    with pytest.raises(Undetermined) as why:
        services.running("sshd")
    assert why.value.reason is Reason.UNSUPPORTED


def test_openrc_tells_both() -> None:
    text = "[default]\nsshd = started\n[dynamic/manual]\ncups = started\nntpd = x\n"

    services = host({OPENRC: text}, mark="/run/openrc").fact(SERVICES)

    assert services.running("sshd")
    assert services.enabled("sshd")
    assert services.running("cups")
    assert not services.enabled("cups")


@pytest.mark.parametrize(
    ("units", "files", "reason"),
    [
        ("", UNIT_FILE, Reason.UNPARSEABLE),
        (UNIT, "", Reason.UNPARSEABLE),
        ("Failed to connect to bus\n", UNIT_FILE, Reason.UNPARSEABLE),
        (UNIT, "garbage\n", Reason.UNPARSEABLE),
        (ItemStatus.ABSENT, UNIT_FILE, Reason.MISSING_TOOL),
        (ItemStatus.TIMEOUT, UNIT_FILE, Reason.TIMEOUT),
    ],
)
def test_a_broken_answer_is_undetermined(
    units: str | ItemStatus, files: str, reason: Reason
) -> None:
    seen = host({UNITS: units, UNIT_FILES: files})

    with pytest.raises(Undetermined) as why:
        seen.fact(SERVICES)

    assert why.value.reason is reason


def test_a_timer_that_waits_is_running() -> None:
    timer = "dem.timer loaded active waiting dem.timer\n"
    files = UNIT_FILE + "dem.timer disabled enabled\n"

    services = host({UNITS: UNIT + timer, UNIT_FILES: files}).fact(SERVICES)

    assert services.running("dem.timer")
