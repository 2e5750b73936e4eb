import pytest

from audit4.evidence import Item, ItemStatus, Reason
from audit4.facts import auditd
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, audit, host


def judged(*raws: Seen, allowed: tuple[int, ...] = (1, 2)) -> Verdict:
    return judge("layer2_monitoring.audit_enabled", host(*raws), allowed=allowed)


@pytest.mark.parametrize(
    ("flag", "allowed", "status"),
    [
        (0, (1, 2), Status.FAIL),
        (1, (1, 2), Status.PASS),
        (2, (1, 2), Status.PASS),
        (1, (2,), Status.FAIL),
        (2, (2,), Status.PASS),
    ],
)
def test_the_kernels_flag_decides(
    flag: int, allowed: tuple[int, ...], status: Status
) -> None:
    raw = audit(status=f"enabled {flag}\npid 1\n", rules="-e 2\n")

    assert judged(raw, allowed=allowed).status is status


def test_locked_at_the_next_start_only_is_not_locked() -> None:
    verdict = judged(audit(rules="-e 2\n"), allowed=(2,))

    assert verdict.status is Status.FAIL
    assert verdict.actual == "enabled 1, -e 2 at boot"


def test_a_lock_that_no_file_brings_back_fails() -> None:
    verdict = judged(audit(status="enabled 2\n"), allowed=(2,))

    assert (verdict.status, verdict.expected) == (
        Status.FAIL,
        "enabled 2, -e 2 at boot",
    )


def test_no_audit_system_fails() -> None:
    verdict = judged()

    assert (verdict.status, verdict.actual) == (Status.FAIL, "auditctl: absent")


def test_a_refused_tool_is_unknown() -> None:
    item = Item(probe=auditd.STATUS.id, name="", status=ItemStatus.FAILED, exit=255)

    verdict = judged(audit(), {auditd.STATUS: item})

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.UNPARSEABLE)


def test_a_container_is_not_asked() -> None:
    verdict = judge(
        "layer2_monitoring.audit_enabled", host(container=True), allowed=(1, 2)
    )

    assert verdict.reason is Exempt.CONTAINER


def test_an_empty_answer_and_no_root_are_unknown() -> None:
    seen = host(audit(), privileged=False)
    verdict = judge("layer2_monitoring.audit_enabled", seen, allowed=(1,))

    assert judged(audit(status="")).reason is Reason.UNPARSEABLE
    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.PERMISSION)
