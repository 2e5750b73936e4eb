import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import accounts, syslog
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, audit, host, people

FOLDER = "/var/log/audit"
LOG = f"{FOLDER}/audit.log"


def logs(folder: str = "0750 0 4 d", log: str = "0640 0 4 f") -> Seen:
    return {
        syslog.LOG_FILES: {
            FOLDER: f"{folder} 4096 1795300000",
            LOG: f"{log} 10 1795300000",
        }
    }


def judged(*raws: Seen, container: bool = False) -> Verdict:
    return judge(
        "layer2_monitoring.audit_log_files",
        host(people(), *raws, container=container),
        file_mode="0640",
        folder_mode="0750",
        groups=("adm",),
    )


@pytest.mark.parametrize(
    ("folder", "log", "status"),
    [
        ("0750 0 4 d", "0640 0 4 f", Status.PASS),
        ("0700 0 0 d", "0600 0 0 f", Status.PASS),
        ("0750 0 4 d", "0644 0 4 f", Status.FAIL),
        ("0750 0 4 d", "0660 0 4 f", Status.FAIL),
        ("0755 0 4 d", "0640 0 4 f", Status.FAIL),
        ("0750 0 4 d", "0640 1000 4 f", Status.FAIL),
        ("0750 0 4 d", "0640 0 100 f", Status.FAIL),
    ],
)
def test_folder_and_files_are_roots_and_closed(
    folder: str, log: str, status: Status
) -> None:
    assert judged(audit(), logs(folder, log)).status is status


def test_auditd_must_not_give_new_files_to_another_group() -> None:
    wide = audit(config="log_group = users\n")

    assert judged(wide, logs()).items == ("log_group = users",)


def test_a_log_elsewhere_was_not_looked_at() -> None:
    away = audit(config="log_file = /srv/audit/audit.log\n")

    assert judged(away, logs()).reason is Reason.NOT_COLLECTED


def test_absent_container_malformed_and_denied_differ() -> None:
    assert judged(audit()).reason is Exempt.NOT_USED
    assert judged(container=True).reason is Exempt.CONTAINER
    assert judged(audit(), logs("rw")).reason is Reason.UNPARSEABLE
    refused = {syslog.LOG_FILES: ItemStatus.DENIED}
    assert judged(audit(), refused).reason is Reason.PERMISSION
    assert judged(audit(), logs(), {accounts.GROUP: ItemStatus.DENIED}).reason is (
        Reason.PERMISSION
    )
