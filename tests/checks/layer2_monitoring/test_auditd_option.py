import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import auditd
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, audit, host


def judged(*raws: Seen, container: bool = False) -> Verdict:
    return judge(
        "layer2_monitoring.auditd_option",
        host(*raws, container=container),
        option="space_left_action",
        allowed=("email", "syslog", "exec"),
    )


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("space_left_action = EMAIL", Status.PASS),
        ("space_left_action=syslog", Status.PASS),
        ("space_left_action = exec /usr/local/bin/warn", Status.PASS),
        ("space_left_action = IGNORE", Status.FAIL),
        ("space_left_action =", Status.FAIL),
        ("# space_left_action = EMAIL", Status.FAIL),
        ("admin_space_left_action = EMAIL", Status.FAIL),
    ],
)
def test_the_value_in_the_file_decides(line: str, status: Status) -> None:
    assert judged(audit(config=line + "\n")).status is status


def test_debian_as_shipped_warns_through_syslog() -> None:
    assert judged(audit()).actual == "space_left_action = SYSLOG"


def test_absent_container_and_denied_differ() -> None:
    assert judged().status is Status.FAIL
    assert judged(container=True).reason is Exempt.CONTAINER
    assert judged(audit(), {auditd.CONFIG: ItemStatus.DENIED}).reason is (
        Reason.PERMISSION
    )


def test_rubbish_sets_nothing() -> None:
    assert judged(audit(config="\x00\xff===\n")).status is Status.FAIL


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("max_log_file = 8", Status.PASS),
        ("max_log_file = 6", Status.PASS),
        ("max_log_file = 5", Status.FAIL),
        ("max_log_file = -8", Status.FAIL),
        ("max_log_file = 8 MB", Status.FAIL),
        ("max_log_file = ٨", Status.FAIL),
        ("", Status.FAIL),
    ],
)
def test_a_number_must_reach(line: str, status: Status) -> None:
    verdict = judge(
        "layer2_monitoring.auditd_option",
        host(audit(config=f"{line}\n")),
        option="max_log_file",
        at_least=6,
    )

    assert verdict.status is status


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("space_left_action = email # warn", Status.FAIL),
        ("space_left_action = email root", Status.FAIL),
        ("space_left_action = ignore\nSpace_Left_Action = Email", Status.PASS),
        ("space_left_action = email\nspace_left_action = ignore", Status.FAIL),
    ],
)
def test_the_last_line_counts_and_nothing_may_follow_a_value(
    line: str, status: Status
) -> None:
    assert judged(audit(config=line + "\n")).status is status
