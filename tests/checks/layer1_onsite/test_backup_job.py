import pytest

from audit4.evidence import Evidence, ItemStatus, Reason, Setting
from audit4.facts.cron import CRON_D, SCRIPTS
from audit4.facts.persistence import UNIT_PROGRAMS
from audit4.facts.services import UNITS
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge, load_check
from tests.checks.system_literals import host

CHECK = "layer1_onsite.backup_job"
TOOL = load_check(CHECK).evaluate.__globals__["BackupTool"]
TOOLS = (
    TOOL(name="restic", commands=("restic",), encrypts=True),
    TOOL(name="rsync", commands=("rsync",)),
    TOOL(name="dump", commands=("pg_dump",)),
    TOOL(name="Bacula", services=("bacula-fd",), away=True),
)


def cron(command: str) -> Evidence:
    return host({CRON_D: {"/etc/cron.d/sao-luu": f"30 1 * * * root {command}\n"}})


def ask(seen: Evidence, want: str) -> Verdict:
    return judge(CHECK, seen, judge=want, tools=TOOLS)


@pytest.mark.parametrize(
    ("command", "job", "away", "encrypted"),
    [
        ("restic -r sftp:b@b.example:/x backup /srv", "pass", "pass", "pass"),
        ("restic -r /mnt/x backup /srv", "pass", "fail", "pass"),
        ("rsync -a /srv b@b.example:/x", "pass", "pass", "fail"),
        ("/usr/local/sbin/sao-luu.sh", "pass", "fail", "fail"),
        ("pg_dump x | gpg -e -r a | ssh b.example cat", "pass", "pass", "pass"),
        ("/usr/bin/backup2l", "pass", "fail", "fail"),
        ("apt-get update", "fail", "fail", "not_applicable"),
        ("echo rsyncd", "fail", "fail", "not_applicable"),
    ],
)
def test_judges_what_cron_runs(
    command: str, job: str, away: str, encrypted: str
) -> None:
    seen = cron(command)

    assert ask(seen, "job").status == job
    assert ask(seen, "away").status == away
    assert ask(seen, "encrypted").status == encrypted


def test_debians_copy_of_its_package_list_is_no_backup() -> None:
    timer = "dpkg-db-backup.timer loaded active waiting Daily dpkg backup\n"
    seen = host({UNITS: timer, SCRIPTS: {"/etc/cron.daily/dpkg": "0755 0 0 f 1 1"}})

    assert ask(seen, "job").status is Status.FAIL


def test_a_timer_with_its_program_counts() -> None:
    line = "/etc/systemd/system/dem.service:ExecStart=/usr/bin/restic\n"
    seen = host(
        {
            UNITS: "dem.timer loaded active waiting Nightly\n",
            UNIT_PROGRAMS: line,
        }
    )

    assert ask(seen, "job").status is Status.PASS
    assert ask(seen, "encrypted").status is Status.PASS


def test_a_unit_that_nothing_starts_is_no_backup() -> None:
    line = "/etc/systemd/system/dem.service:ExecStart=/usr/bin/restic\n"

    assert ask(host({UNIT_PROGRAMS: line}), "job").status is Status.FAIL


def test_a_running_agent_sends_its_copies_away() -> None:
    seen = host({UNITS: "bacula-fd.service loaded active running Bacula\n"})

    assert ask(seen, "away").status is Status.PASS
    assert ask(seen, "encrypted").reason is Exempt.NOT_USED


def test_a_stopped_agent_is_no_backup() -> None:
    seen = host({UNITS: "bacula-fd.service loaded inactive dead Bacula\n"})

    assert ask(seen, "job").status is Status.FAIL


def test_a_host_that_is_copied_from_outside_is_not_judged() -> None:
    seen = host(setting=Setting(settings={"backup_outside": "Veeam"}))

    assert ask(seen, "job").reason is Exempt.NOT_USED


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.DENIED, Reason.PERMISSION),
        (ItemStatus.TRUNCATED, Reason.TRUNCATED),
    ],
)
def test_missing_evidence_is_unknown(raw: ItemStatus, reason: Reason) -> None:
    seen = host({CRON_D: {"/etc/cron.d/x": raw}})

    assert ask(seen, "job").reason is reason
