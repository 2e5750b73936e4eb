from datetime import date

import pytest

from audit4.api import OsLife
from audit4.evidence import Evidence, ItemStatus, Reason, Setting
from audit4.facts.os import OS_RELEASE
from audit4.finding import Status, Verdict
from audit4.testing import judge
from tests.checks.system_literals import host

ROWS = (
    OsLife(
        id="debian",
        version="11",
        end=date(2026, 8, 31),
        extended_end=date(2031, 6, 30),
        extended="ELTS",
    ),
    OsLife(id="debian", version="12", end=date(2028, 6, 30)),
    OsLife(id="rhel", version="9", end=date(2032, 5, 31)),
    OsLife(id="sles", version="15.6", end=date(2025, 12, 31)),
)


def judged(seen: Evidence) -> Verdict:
    return judge("layer1_onsite.os_supported", seen, lifecycle=ROWS)


@pytest.mark.parametrize(
    ("release", "status"),
    [
        ("ID=debian\nVERSION_ID=12\n", Status.PASS),
        ("ID=debian\nVERSION_ID=11\n", Status.FAIL),
        ("ID=rhel\nVERSION_ID=9.4\n", Status.PASS),
        ("ID=sles\nVERSION_ID=15.6\n", Status.FAIL),
    ],
)
def test_compares_the_last_day_with_the_scans_day(release: str, status: Status) -> None:
    verdict = judged(host({OS_RELEASE: release}))

    assert verdict.status is status


@pytest.mark.parametrize(
    "release", ["ID=debian\nVERSION_ID=99\n", "ID=arch\n", "ID=rhel\nVERSION_ID=90\n"]
)
def test_a_release_that_nobody_listed_is_unknown(release: str) -> None:
    verdict = judged(host({OS_RELEASE: release}))

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.UNSUPPORTED)


def test_a_bought_extension_counts() -> None:
    bought = Setting(settings={"extended_support": True})

    verdict = judged(host({OS_RELEASE: "ID=debian\nVERSION_ID=11\n"}, setting=bought))

    assert verdict.status is Status.PASS


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.DENIED, Reason.PERMISSION),
        (ItemStatus.ABSENT, Reason.UNPARSEABLE),
        ("\x00", Reason.UNPARSEABLE),
    ],
)
def test_an_unreadable_release_is_unknown(
    raw: str | ItemStatus, reason: Reason
) -> None:
    verdict = judged(host({OS_RELEASE: raw}))

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, reason)
