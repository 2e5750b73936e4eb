from datetime import timedelta

import pytest

from audit4.evidence import ItemStatus, Reason, Setting
from audit4.facts.backup_copies import COPIES_LISTED
from audit4.facts.backup_jobs import BackupTool
from audit4.facts.cron import CRON_D
from audit4.facts.services import UNITS
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import NOW, judge
from tests.checks.system_literals import host

TOOLS = (
    BackupTool(name="restic", commands=("restic",), tells="restic"),
    BackupTool(name="borg", commands=("borg",), tells="borg"),
    BackupTool(name="rsync", commands=("rsync",)),
    BackupTool(name="dump", commands=("pg_dump", "mysqldump"), tells="written"),
    BackupTool(name="Bacula", services=("bacula-fd",), away=True),
)
RESTIC = "@@/root/.cache/restic/113be2e7/snapshots\n"
LOST = "9999999999999\n"


def at(days: float) -> float:
    return (NOW - timedelta(days=days)).timestamp()


def file(path: str, days: float, size: int = 5000) -> str:
    return f"{at(days):.10f} {size} {path}\n"


def snapshots(*days: float) -> str:
    names = (f"/root/.cache/restic/113be2e7/snapshots/ab/{n}" for n in range(99))
    return RESTIC + "".join(file(n, d, 386) for n, d in zip(names, days, strict=False))


# As borg 1.4 leaves it in ~/.config/borg/security, without a line break at its end.
def borg(days: float) -> str:
    return f"{(NOW - timedelta(days=days)).replace(tzinfo=None).isoformat()}\n"


def ask(
    command: str,
    listed: str | ItemStatus = "",
    *,
    known: str = "",
    user: str = "root",
    outside: bool = False,
    root: bool = True,
) -> Verdict:
    raw = listed
    if not isinstance(listed, ItemStatus):
        raw = f"@@borg\n{known}{listed}@@end\n"
    job = f"30 1 * * * {user} {command}\n" if command else ""
    seen = host(
        {CRON_D: {"/etc/cron.d/sao-luu": job}, COPIES_LISTED: raw},
        setting=Setting(settings={"backup_outside": True} if outside else {}),
        privileged=root,
    )
    return judge("layer1_onsite.backup_age", seen, days=8, tools=TOOLS)


DUMP = "pg_dump x | gzip > /var/backups/db/x-$(date +\\%F).sql.gz"
FOLDER = "@@/var/backups\n"


@pytest.mark.parametrize(
    ("command", "listed", "status"),
    [
        ("restic backup /srv", snapshots(1, 2, 3), Status.PASS),
        ("restic backup /srv", snapshots(9, 10, 11), Status.FAIL),
        ("restic backup /srv", snapshots(0.1), Status.PASS),
        ("restic backup /srv", snapshots(1, 1, 1, 1), Status.UNKNOWN),
        ("restic backup /srv", "", Status.UNKNOWN),
        ("borg create /x::a /srv", "", Status.UNKNOWN),
        (DUMP, FOLDER + file("/var/backups/db/x-2026-11-21.sql.gz", 1), Status.PASS),
        (DUMP, FOLDER + file("/var/backups/db/x-2026-10-01.sql.gz", 50), Status.FAIL),
        (DUMP, FOLDER + file("/var/backups/dpkg.status.0", 1), Status.FAIL),
        (DUMP, FOLDER, Status.FAIL),
        (DUMP, "", Status.UNKNOWN),
    ],
)
def test_judges_what_each_tool_leaves(
    command: str, listed: str, status: Status
) -> None:
    assert ask(command, listed).status is status


@pytest.mark.parametrize(("days", "status"), [(7, Status.PASS), (9, Status.FAIL)])
def test_borgs_own_record_tells(days: int, status: Status) -> None:
    assert ask("borg create /x::a /srv", known=borg(days)).status is status


def test_roots_records_are_not_those_of_another_account() -> None:
    verdict = ask("borg create /x::a /srv", known=borg(1), user="lan")

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.NOT_COLLECTED)


def test_the_empty_head_of_a_dump_that_failed_is_no_copy() -> None:
    old = file("/var/backups/db/x-1.sql.gz", 20)
    empty = file("/var/backups/db/x-2.sql.gz", 1, size=20)

    verdict = ask(DUMP, FOLDER + empty + old)

    assert verdict.items == ("/etc/cron.d/sao-luu:1: 2026-11-02",)


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("rsync -a /srv/ /mnt/backup/srv", Status.UNKNOWN),
        ("tar czf /mnt/backup/srv/a.tgz /srv", Status.FAIL),
        ("tar -cf - /srv | gzip >/mnt/backup/srv/a # backup", Status.UNKNOWN),
        ("mysqldump --result-file=/mnt/backup/srv/a x", Status.FAIL),
        ("/mnt/backup/srv/backup.sh >> /mnt/backup/srv/a.log", Status.UNKNOWN),
        ("pg_dump x > /tmp/x.sql", Status.UNKNOWN),
    ],
)
def test_an_old_file_is_an_old_copy_only_where_the_job_writes_it(
    command: str, status: Status
) -> None:
    listed = "@@/mnt/backup\n" + file("/mnt/backup/srv/a", 30)
    listed += file("/mnt/backup/srv/a.tgz", 30)

    assert ask(command, listed).status is status


def test_a_young_file_in_a_mirror_was_copied_since() -> None:
    listed = "@@/mnt/backup\n" + file("/mnt/backup/srv/a", 2)

    assert ask("rsync -a /srv/ /mnt/backup/srv", listed).status is Status.PASS


def test_a_log_that_grows_is_no_copy() -> None:
    listed = "@@/mnt/backup\n" + file("/mnt/backup/out", 0)

    assert ask("/opt/backup-all >> /mnt/backup/out", listed).status is Status.UNKNOWN


@pytest.mark.parametrize(
    ("rest", "status"),
    [
        (LOST, Status.UNKNOWN),
        ("".join(file(f"/var/backups/{n}", 1) for n in range(40)), Status.UNKNOWN),
        (LOST + file("/var/backups/db/x-2.sql.gz", 1), Status.PASS),
    ],
)
def test_a_list_that_is_not_whole_proves_no_absence(rest: str, status: Status) -> None:
    assert ask(DUMP, FOLDER + rest).status is status


def test_one_job_without_a_young_copy_fails_beside_others() -> None:
    both = f"{DUMP}\n0 2 * * * root borg create /x::a /srv"

    verdict = ask(both, FOLDER + file("/var/backups/db/x-1.sql.gz", 1), known=borg(30))

    assert verdict.items == ("/etc/cron.d/sao-luu:2: 2026-10-23",)


def test_what_an_agents_server_holds_is_not_known() -> None:
    seen = host(
        {
            UNITS: "bacula-fd.service loaded active running Bacula\n",
            COPIES_LISTED: "@@borg\n@@end\n",
        }
    )

    verdict = judge("layer1_onsite.backup_age", seen, days=8, tools=TOOLS)

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.NOT_COLLECTED)


def test_a_copy_from_the_future_is_none() -> None:
    assert ask("borg create", known=borg(-3)).reason is Reason.UNPARSEABLE


def test_without_a_job_there_is_no_copy_to_judge() -> None:
    assert ask("").reason is Exempt.NOT_USED
    assert ask(DUMP, outside=True).reason is Exempt.NOT_USED


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (f"{FOLDER}x y z\n", Reason.UNPARSEABLE),
        (f"{FOLDER}1e400 5 /a\n", Reason.UNPARSEABLE),
        (ItemStatus.TRUNCATED, Reason.TRUNCATED),
        (ItemStatus.TIMEOUT, Reason.TIMEOUT),
    ],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    assert ask(DUMP, raw).reason is reason


def test_a_record_that_is_no_time_is_unknown() -> None:
    assert ask(DUMP, known="nonsense\n").reason is Reason.UNPARSEABLE


def test_without_root_it_is_unknown() -> None:
    assert ask(DUMP, root=False).reason is Reason.PERMISSION
