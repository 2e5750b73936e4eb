import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import auditd
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, audit, host

PATHS = ("/etc/passwd", "/etc/shadow")


def judged(
    *raws: Seen,
    paths: tuple[str, ...] = PATHS,
    container: bool = False,
) -> Verdict:
    seen = host(*raws, container=container)
    return judge("layer2_monitoring.audit_watch", seen, paths=paths)


def watched(loaded: str, *existing: str, paths: tuple[str, ...] = PATHS) -> Verdict:
    return judged(audit(loaded, existing=existing or PATHS), paths=paths)


def test_all_paths_watched_pass() -> None:
    loaded = "-w /etc/passwd -p wa -k i\n-w /etc/shadow -p rwxa -k i\n"

    assert watched(loaded).status is Status.PASS


def test_the_one_without_a_watch_is_named() -> None:
    verdict = watched("-w /etc/passwd -p wa -k i\n")

    assert (verdict.status, verdict.items) == (Status.FAIL, ("/etc/shadow",))


@pytest.mark.parametrize(
    ("rule", "status"),
    [
        ("-w /etc -p wa", Status.PASS),
        ("-w /etc/ -p wa", Status.PASS),
        ("-a always,exit -F dir=/etc -F perm=wa -F key=x", Status.PASS),
        ("-a always,exit -F arch=b64 -F dir=/etc -F perm=wa", Status.PASS),
        ("-w /etc -p r", Status.FAIL),
        ("-w /etc -p w", Status.FAIL),
        ("-w /et -p wa", Status.FAIL),
        ("-w /etc/pass -p wa", Status.FAIL),
        ("-a never,exit -F dir=/etc -F perm=wa", Status.FAIL),
        ("-a always,exit -F dir=/etc -F perm=wa -F auid>=1000", Status.FAIL),
        ("-a always,exit -F arch=b64 -S open -F dir=/etc", Status.FAIL),
        ("-a never,task\n-w /etc -p wa", Status.FAIL),
    ],
)
def test_only_a_rule_that_sees_every_change_counts(rule: str, status: Status) -> None:
    assert watched(f"{rule}\n").status is status


def test_a_path_that_does_not_exist_needs_no_watch() -> None:
    verdict = watched("-w /etc/passwd -p wa\n", "/etc/passwd")

    assert verdict.status is Status.PASS


def test_none_of_the_paths_there_is_not_asked() -> None:
    verdict = watched("No rules\n", "/etc/hosts")

    assert verdict.reason is Exempt.NOT_USED


def test_a_path_that_nobody_looked_for_must_be_watched() -> None:
    assert watched("No rules\n", paths=("/srv/data",)).status is Status.FAIL


def test_absent_container_malformed_and_denied_differ() -> None:
    assert judged().status is Status.FAIL
    assert judged(container=True).reason is Exempt.CONTAINER
    assert watched("-w\n").reason is Reason.UNPARSEABLE
    assert judged(audit(), {auditd.LOADED: ItemStatus.DENIED}).reason is (
        Reason.PERMISSION
    )
