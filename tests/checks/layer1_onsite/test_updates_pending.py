from datetime import date

import pytest

from audit4.api import OsLife
from audit4.evidence import Evidence, Item, ItemStatus, Probe, Reason
from audit4.facts.os import OS_RELEASE
from audit4.facts.updates import APT, DNF, DNF_ADVISORIES, FRESH
from audit4.finding import Status, Verdict
from audit4.testing import NOW, Raw, judge
from tests.checks.system_literals import host

ROWS = (
    OsLife(id="debian", version="11", end=date(2026, 8, 31)),
    OsLife(id="debian", version="12", end=date(2028, 6, 30)),
    OsLife(id="rhel", version="9", end=date(2032, 5, 31)),
)
DAY = 86400
LIST = "/var/lib/apt/lists/deb_InRelease"
WAITING = (
    "Calculating upgrade...\n"
    "Inst libssl3 [3.0.9] (3.0.15 Debian-Security:12/stable-security [amd64])\n"
    "Inst nano [7.2-1] (7.2-2 Debian:12.5/stable [amd64])\n"
    "Inst linux-image-6.1.0-30 (6.1.124 Debian-Security:12/stable-security [amd64])\n"
    "2 upgraded, 1 newly installed\n"
)


def listed(days: float) -> dict[str, str]:
    return {LIST: f"0644 0 0 f 9 {int(NOW.timestamp() - days * DAY)}"}


def judged(seen: Evidence, *, security_only: bool = True) -> Verdict:
    return judge(
        "layer1_onsite.updates_pending",
        seen,
        lifecycle=ROWS,
        max_age_days=7,
        security_only=security_only,
    )


def test_nothing_waiting_on_fresh_lists_passes() -> None:
    assert judged(host({FRESH: listed(1)})).status is Status.PASS


def test_names_the_security_updates_that_wait() -> None:
    verdict = judged(host({APT: WAITING, FRESH: listed(1)}))

    assert verdict.status is Status.FAIL
    assert verdict.items == ("libssl3 3.0.15",)


def test_all_updates_count_where_the_policy_says_so() -> None:
    verdict = judged(host({APT: WAITING, FRESH: listed(1)}), security_only=False)

    assert len(verdict.items) == 2


@pytest.mark.parametrize("fresh", [{}, listed(30)])
def test_stale_or_missing_lists_say_nothing(fresh: dict[str, str]) -> None:
    verdict = judged(host({FRESH: fresh}))

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.STALE)


def test_a_system_out_of_support_is_never_up_to_date() -> None:
    eol: dict[Probe, Raw] = {OS_RELEASE: "ID=debian\nVERSION_ID=11\n", FRESH: listed(1)}

    assert judged(host(eol)).status is Status.FAIL


def test_lists_from_the_future_are_not_believed() -> None:
    verdict = judged(host({FRESH: listed(-400)}))

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.UNPARSEABLE)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("", Reason.UNPARSEABLE),
        (ItemStatus.ABSENT, Reason.MISSING_TOOL),
        (ItemStatus.TIMEOUT, Reason.TIMEOUT),
    ],
)
def test_a_broken_answer_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    verdict = judged(host({APT: raw, FRESH: listed(1)}))

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, reason)


def dnf(text: str, code: int) -> Item:
    status = ItemStatus.OK if code == 0 else ItemStatus.FAILED
    return Item(probe=DNF.id, name="", status=status, content=text, exit=code)


CHECK_UPDATE = "\nopenssl.x86_64  1:3.0.7-27.el9  baseos\nnano.x86_64  5.6-6  baseos\n"


def test_dnf_advisories_tell_security_updates_apart() -> None:
    seen = host(
        {
            OS_RELEASE: "ID=rhel\nVERSION_ID=9.4\n",
            DNF: dnf(CHECK_UPDATE, 100),
            DNF_ADVISORIES: "RHSA-1 Important/Sec. openssl-1:3.0.7-27.el9.x86_64\n",
            FRESH: listed(1),
        }
    )

    assert judged(seen).items == ("openssl.x86_64 1:3.0.7-27.el9",)


def test_without_advisories_any_update_may_be_one_of_security() -> None:
    seen = host(
        {
            OS_RELEASE: "ID=rhel\nVERSION_ID=9.4\n",
            DNF: dnf(CHECK_UPDATE, 100),
            DNF_ADVISORIES: "",
            FRESH: listed(1),
        }
    )

    assert len(judged(seen).items) == 2


def test_dnf_that_failed_is_unknown() -> None:
    seen = host({OS_RELEASE: "ID=rhel\nVERSION_ID=9.4\n", DNF: dnf("", 1)})

    assert judged(seen).reason is Reason.UNPARSEABLE
