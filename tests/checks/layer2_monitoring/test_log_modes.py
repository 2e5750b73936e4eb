import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import syslog
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import host


def judged(
    seen_paths: dict[str, str | ItemStatus],
    *,
    privileged: bool = True,
    **parameters: object,
) -> Verdict:
    given = {"paths": ("/var/log/auth.log*",), "max_mode": "0640"} | parameters
    seen = host({syslog.LOG_FILES: seen_paths}, privileged=privileged)
    return judge("layer2_monitoring.log_modes", seen, **given)


@pytest.mark.parametrize(
    ("mode", "status"),
    [
        ("0600", Status.PASS),
        ("0640", Status.PASS),
        ("0644", Status.FAIL),
        ("0660", Status.FAIL),
        ("0666", Status.FAIL),
    ],
)
def test_each_bit_beyond_the_limit_fails(mode: str, status: Status) -> None:
    verdict = judged({"/var/log/auth.log": f"{mode} 0 4 f 1 1"})

    assert verdict.status is status


def test_all_files_that_are_too_open_are_named() -> None:
    verdict = judged(
        {
            "/var/log/auth.log": "0644 0 4 f 1 1",
            "/var/log/auth.log.1": "0640 0 4 f 1 1",
            "/var/log/auth.log.2.gz": "0604 0 4 f 1 1",
        }
    )

    assert verdict.items == (
        "/var/log/auth.log 0644 0:4",
        "/var/log/auth.log.2.gz 0604 0:4",
    )


def test_links_are_not_judged_and_patterns_stay_in_their_directory() -> None:
    verdict = judged(
        {"/var/log/a": "0777 0 0 l 1 1 /x", "/var/log/d/a": "0777 0 0 f 1 1"},
        paths=("/var/log/*",),
    )

    assert verdict.reason is Exempt.NOT_USED


def test_a_foreign_owner_fails_where_owners_are_named() -> None:
    log = {"/var/log/auth.log": "0640 1000 4 f 1 1"}

    assert judged(log).status is Status.PASS
    assert judged(log, owners=(0,)).status is Status.FAIL


def test_exceptions_are_left_out() -> None:
    log = {"/var/log/auth.log": "0666 0 0 f 1 1"}

    assert judged(log, exclude=("/var/log/auth*",)).reason is Exempt.NOT_USED


def test_a_sticky_directory_for_all_still_fails() -> None:
    log = {"/var/log/x": "1777 0 0 d 1 1"}

    assert judged(log, paths=("/var/log/*",), max_mode="3775").status is Status.FAIL


def test_not_there_not_had_and_malformed_differ() -> None:
    log = "/var/log/auth.log"

    assert judged({log: ItemStatus.ABSENT}).reason is Exempt.NOT_USED
    assert judged({log: ItemStatus.DENIED}).reason is Reason.PERMISSION
    assert judged({log: "rw-r----- root"}).reason is Reason.UNPARSEABLE
    assert judged({log: "0640 0 4 f 1 1"}, privileged=False).reason is (
        Reason.PERMISSION
    )
