from importlib import import_module

import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import log_tree
from audit4.finding import Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, host, people

LogKind = import_module("audit4.checks.layer2_monitoring.log_tree").LogKind
ROWS = (
    LogKind(
        name="login-records", paths=("/var/log/wtmp*",), mode="0664", groups=("utmp",)
    ),
    LogKind(
        name="auth",
        paths=("/var/log/auth.log*",),
        mode="0640",
        owners=("syslog",),
        groups=("adm",),
    ),
)


def judged(text: str | ItemStatus, *kinds: str, raw: Seen | None = None) -> Verdict:
    return judge(
        "layer2_monitoring.log_tree",
        host(people(), {log_tree.TREE: text}, raw or {}),
        kinds=kinds or ("auth",),
        catalogue=ROWS,
    )


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("0640 0 4 f /var/log/auth.log", Status.PASS),
        ("0640 104 4 f /var/log/auth.log.1", Status.PASS),
        ("0600 0 0 f /var/log/auth.log", Status.PASS),
        ("0644 0 4 f /var/log/auth.log", Status.FAIL),
        ("0660 0 4 f /var/log/auth.log", Status.FAIL),
        ("0640 1000 4 f /var/log/auth.log", Status.FAIL),
        ("0640 0 100 f /var/log/auth.log", Status.FAIL),
        ("4640 0 4 f /var/log/auth.log", Status.FAIL),
        ("0644 0 4 f /var/log/wtmp", Status.PASS),
    ],
)
def test_a_kind_has_its_own_owner_group_and_mode(line: str, status: Status) -> None:
    assert judged(f"{line}\n").status is status


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("0640 0 4 f /var/log/nginx/access.log", Status.PASS),
        ("0640 104 104 f /var/log/a/b/c.log", Status.PASS),
        ("0644 0 0 f /var/log/dpkg.log", Status.FAIL),
        ("0640 1000 4 f /var/log/x", Status.FAIL),
        ("0640 0 1000 f /var/log/x", Status.FAIL),
        ("0640 777 4 f /var/log/x", Status.FAIL),
        ("0666 0 4 f /var/log/wtmp", Status.PASS),
    ],
)
def test_what_no_row_names_is_closed_and_no_persons(line: str, status: Status) -> None:
    assert judged(f"{line}\n", "others").status is status


def test_what_is_wrong_is_named_with_its_owner() -> None:
    verdict = judged("0666 0 4 f /var/log/wtmp\n", "login-records")

    assert verdict.items == ("/var/log/wtmp: 0666 root:adm",)


def test_nothing_unusual_passes() -> None:
    assert judged("").status is Status.PASS


def test_malformed_cut_off_and_denied_are_unknown() -> None:
    assert judged("rw /var/log\n").reason is Reason.UNPARSEABLE
    assert judged(ItemStatus.TRUNCATED).reason is Reason.TRUNCATED
    assert judged(ItemStatus.DENIED).reason is Reason.PERMISSION


def test_a_hostile_name_is_only_a_name() -> None:
    verdict = judged("0666 0 0 f /var/log/\\033[2J<b>\n", "others")

    assert verdict.status is Status.FAIL
