import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import logrotate
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import NOW, judge
from tests.monitored import Seen, host, rotation, stat

TODAY = int(NOW.timestamp())
PATH = "/var/lib/logrotate/status"


def judged(*raws: Seen) -> Verdict:
    return judge("layer2_monitoring.logrotate_runs", host(*raws), max_age_days=8)


@pytest.mark.parametrize(
    ("days", "status"), [(0, Status.PASS), (8, Status.PASS), (9, Status.FAIL)]
)
def test_the_last_run_must_be_recent(days: int, status: Status) -> None:
    state = {logrotate.STATE: {PATH: stat(TODAY - days * 86400)}}

    assert judged(rotation(), state).status is status


def test_never_run_fails_on_an_old_host() -> None:
    verdict = judged(rotation(), {logrotate.STATE: {}})

    assert (verdict.status, verdict.actual) == (Status.FAIL, "never")


def test_never_run_on_a_new_host_is_too_early_to_say() -> None:
    new = {logrotate.BIRTH: {"/etc/machine-id": stat(TODAY - 3600)}}

    verdict = judged(rotation(), new, {logrotate.STATE: {}})

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.STALE)


def test_a_run_in_the_future_is_unknown() -> None:
    verdict = judged(rotation(), {logrotate.STATE: {PATH: stat(TODAY + 30 * 86400)}})

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.UNPARSEABLE)


def test_without_logrotate_nothing_is_asked() -> None:
    assert judged().reason is Exempt.NOT_INSTALLED


def test_denied_is_unknown() -> None:
    verdict = judged(rotation(), {logrotate.STATE: {PATH: ItemStatus.DENIED}})

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.PERMISSION)
