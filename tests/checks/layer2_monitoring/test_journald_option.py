import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import journald
from audit4.finding import Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, host, journal

DROPIN = next(p for p in journald.CONFIG if p.path.startswith("/etc") and "*" in p.path)


def judged(*raws: Seen) -> Verdict:
    return judge(
        "layer2_monitoring.journald_option",
        host(*raws),
        option="Compress",
        allowed=("yes",),
    )


@pytest.mark.parametrize("value", ["yes", "true", "1", "on"])
def test_every_spelling_of_yes_passes(value: str) -> None:
    assert judged(journal(f"[Journal]\nCompress={value}\n")).status is Status.PASS


def test_the_built_in_value_counts() -> None:
    assert judged(journal()).status is Status.PASS


def test_another_value_fails_and_is_shown() -> None:
    verdict = judged(journal("[Journal]\nCompress=no\n"))

    assert (verdict.status, verdict.actual) == (Status.FAIL, "Compress=no")


def test_a_drop_in_counts_more_than_the_main_file() -> None:
    name = "/etc/systemd/journald.conf.d/a.conf"
    over = {DROPIN: {name: "[Journal]\nCompress=no\n"}}

    assert judged(journal("[Journal]\nCompress=yes\n"), over).status is Status.FAIL


def test_without_a_journal_nothing_is_asked() -> None:
    assert judged().status is Status.NOT_APPLICABLE


def test_a_denied_drop_in_is_unknown() -> None:
    verdict = judged(journal(), {DROPIN: {"/etc/x": ItemStatus.DENIED}})

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.PERMISSION)


def test_a_time_that_is_none_is_unknown() -> None:
    verdict = judged(journal(), {journald.HEADER: "rubbish"})

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.UNPARSEABLE)
