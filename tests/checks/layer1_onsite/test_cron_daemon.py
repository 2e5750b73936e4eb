import pytest

from audit4.evidence import Evidence, ItemStatus, Reason
from audit4.facts import os, packages, processes, services
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.checks.system_literals import host

CRON = "install ok installed\tcron\t3.0\tamd64\n"
OTHER = "install ok installed\tbash\t5.2\tamd64\n"
REMOVED = "deinstall ok config-files\tcron\t3.0\tamd64\n"
RUNNING = "cron.service loaded active running Cron\n"
STOPPED = "cron.service loaded inactive dead Cron\n"
PS = "1 0 0 systemd\n77 1 0 cron\n"


def seen(
    dpkg: str | ItemStatus = CRON + OTHER,
    units: str = RUNNING,
    files: str = "cron.service enabled enabled\n",
    ps: str | ItemStatus = PS,
    init: str = "systemd\n",
) -> Evidence:
    systemd = init == "systemd\n"
    marks = {"/run/systemd/system": "0755 0 0 d 40 1"} if systemd else {}
    return host(
        {
            packages.DPKG: dpkg,
            packages.RPM: ItemStatus.ABSENT,
            packages.APK: ItemStatus.ABSENT,
            services.UNITS: units,
            services.UNIT_FILES: files,
            processes.PS: ps,
            os.INIT_MARKS: marks,
            os.INIT_NAME: init,
            services.SCRIPTS: {"/etc/init.d/ssh": "0755 0 0 f 1 1"},
            services.RUNLEVELS: {"/etc/rc2.d/S01ssh": "0777 0 0 l 1 1 ../init.d/ssh"},
        }
    )


def judged(host: Evidence, want: str) -> Verdict:
    return judge("layer1_onsite.cron_daemon", host, want=want)


def test_a_cron_that_runs_and_starts_at_boot_passes_both() -> None:
    assert judged(seen(), "installed").status is Status.PASS
    assert judged(seen(), "serving").status is Status.PASS


@pytest.mark.parametrize(
    ("host", "item"),
    [
        (seen(files="cron.service disabled enabled\n"), "not at boot"),
        (seen(files="cron.service masked enabled\n"), "not at boot"),
        (seen(units=STOPPED, ps="1 0 0 systemd\n"), "not running"),
    ],
)
def test_now_and_at_the_next_boot_are_both_asked(host: Evidence, item: str) -> None:
    assert judged(host, "serving").items == (item,)


@pytest.mark.parametrize("dpkg", [OTHER, REMOVED + OTHER])
def test_without_cron_the_timers_of_systemd_do(dpkg: str) -> None:
    found = judged(seen(dpkg), "installed")

    assert (found.status, found.reason) == (Status.NOT_APPLICABLE, Exempt.NOT_USED)
    assert found.message
    assert judged(seen(dpkg), "serving").reason is Exempt.NOT_INSTALLED


def test_without_cron_and_without_timers_nothing_runs_jobs() -> None:
    assert judged(seen(OTHER, init="init\n"), "installed").status is Status.FAIL


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        (seen(ps=ItemStatus.DENIED), Reason.PERMISSION),
        (seen(ps=""), Reason.UNPARSEABLE),
        (seen(dpkg=ItemStatus.TIMEOUT), Reason.TIMEOUT),
    ],
)
def test_missing_evidence_is_unknown(host: Evidence, reason: Reason) -> None:
    assert judged(host, "serving").reason is reason
