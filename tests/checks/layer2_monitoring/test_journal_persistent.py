import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import journald
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, host, journal


def judged(*raws: Seen, privileged: bool = True) -> Verdict:
    seen = host(*raws, privileged=privileged)
    return judge("layer2_monitoring.journal_persistent", seen)


@pytest.mark.parametrize("storage", ["auto", "persistent"])
def test_kept_on_disk_passes(storage: str) -> None:
    assert judged(journal(f"[Journal]\nStorage={storage}\n")).status is Status.PASS


@pytest.mark.parametrize("storage", ["auto", "persistent", "volatile"])
def test_kept_in_memory_fails_whatever_is_configured(storage: str) -> None:
    verdict = judged(journal(f"[Journal]\nStorage={storage}\n", disk=False))

    assert verdict.status is Status.FAIL
    assert "/run/log/journal" in verdict.actual


def test_on_disk_but_not_after_the_next_start_fails() -> None:
    assert judged(journal("[Journal]\nStorage=volatile\n")).status is Status.FAIL


def test_without_a_journal_nothing_is_asked() -> None:
    verdict = judged()

    assert (verdict.status, verdict.reason) == (Status.NOT_APPLICABLE, Exempt.NOT_USED)


def test_a_malformed_stat_is_unknown() -> None:
    verdict = judged(journal(), {journald.FILES: {"/var/log/journal": "rubbish"}})

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.UNPARSEABLE)


def test_denied_and_unprivileged_are_unknown() -> None:
    denied = judged(journal(), {journald.FILES: {"/run": ItemStatus.DENIED}})

    assert denied.reason is Reason.PERMISSION
    assert judged(journal(), privileged=False).reason is Reason.PERMISSION
