import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit4.evidence import Evidence, Item, ItemStatus, Reason, Undetermined
from audit4.facts import logins
from audit4.facts.logins import LOGINS, Logins
from audit4.testing import NOW, evidence
from tests.checks.layer1_onsite.literals import LASTLOG, accounts_host, captured

# In the form of util-linux 2.38, with names and addresses of nobody.
LAST = """\
lan      pts/0   ::1           Thu Nov 19 08:00:00 2026 - Thu Nov 19 09:00:00 2026 (1)
reboot   system boot  6.1.0-18-amd64   Mon Aug  3 07:00:00 2026   still running
binh     tty1                          Mon Aug  3 07:10:00 2026   still logged in

wtmp begins Sat Aug  1 06:00:00 2026
"""


def host(**given: str | ItemStatus) -> Evidence:
    return evidence(accounts_host(**{"lastlog": ItemStatus.ABSENT, **given}))


def told(seen: Evidence) -> Logins:
    return seen.fact(LOGINS)


@pytest.mark.parametrize("system", ["debian11", "debian12"])
def test_a_captured_lastlog_without_log_ins_covers_all_time(system: str) -> None:
    seen = told(host(lastlog=captured(system, logins.LASTLOG)))

    assert not seen.last
    assert seen.covers(NOW.replace(year=1990))


def test_log_ins_are_given_in_utc() -> None:
    seen = told(host(lastlog=LASTLOG))

    assert "root" not in seen.last
    assert str(seen.last["binh"]) == "2026-11-20 01:00:00+00:00"


def test_lastlog2_is_asked_where_lastlog_is_gone() -> None:
    raw = accounts_host(lastlog=ItemStatus.ABSENT) | {logins.LASTLOG2: LASTLOG}

    assert "lan" in told(evidence(raw)).last


def test_wtmp_covers_the_time_since_it_began() -> None:
    seen = told(host(last=LAST))

    assert str(seen.last["lan"])[:10] == "2026-11-19"
    assert "reboot" not in seen.last
    assert seen.covers(NOW.replace(month=9))
    assert not seen.covers(NOW.replace(month=7))


def test_a_wtmp_that_nobody_writes_covers_nothing() -> None:
    quiet = "reboot   system boot  6.12 Mon Aug  3 07:00:00 2026   still running\n\n"

    seen = told(host(last=f"{quiet}wtmp begins Sat Aug  1 06:00:00 2026\n"))

    assert not seen.covers(NOW)
    assert seen.lacking == (Reason.MISSING_TOOL, "lastlog")


def test_a_list_that_was_cut_off_covers_what_it_shows() -> None:
    line = LAST.splitlines()[0]
    seen = told(host(last="\n".join([line] * 2000 + LAST.splitlines()[-1:])))

    assert not seen.covers(NOW.replace(month=9))


def test_the_rotated_wtmp_goes_further_back() -> None:
    item = Item(
        probe=logins.LAST_ROTATED.id,
        name="",
        status=ItemStatus.OK,
        content=LAST.replace("Aug", "Feb"),
    )
    raw = accounts_host(lastlog=ItemStatus.ABSENT, last=LAST)

    seen = told(evidence({**raw, logins.LAST_ROTATED: item}))

    assert seen.covers(NOW.replace(month=3))


def test_the_scans_own_log_in_by_a_fast_clock_is_no_forgery() -> None:
    ahead = LASTLOG.replace("Fri Nov 20 08:00:00 +0700", "Sun Nov 22 15:30:00 +0700")
    raw = accounts_host(lastlog=ahead)

    fast = told(evidence(raw, clock=NOW.timestamp() + 6 * 3600))
    slow = told(evidence(raw))

    assert "binh" in fast.last
    assert not slow.last
    assert slow.lacking[0] is Reason.UNPARSEABLE


def test_a_session_of_the_future_spoils_itself_alone() -> None:
    seen = told(host(last=LAST.replace("Nov 19 08:00:00 2026", "Nov 19 08:00:00 2031")))

    assert set(seen.last) == {"binh"}


@pytest.mark.parametrize(
    ("lastlog", "reason"),
    [
        ("", Reason.UNPARSEABLE),
        ("lan pts/0 yesterday\n", Reason.UNPARSEABLE),
        (LASTLOG.replace("Nov 20", "Nov 31"), Reason.UNPARSEABLE),
        (ItemStatus.TIMEOUT, Reason.TIMEOUT),
        (ItemStatus.ABSENT, Reason.MISSING_TOOL),
    ],
)
def test_what_is_lacking_has_its_reason(
    lastlog: str | ItemStatus, reason: Reason
) -> None:
    seen = told(host(lastlog=lastlog))

    assert seen.lacking[0] is reason
    assert not seen.covers(NOW)


def test_a_clock_beyond_all_bounds_breaks_nothing() -> None:
    assert told(evidence(accounts_host(), clock=1e18)).last


@given(st.text(max_size=300))
def test_no_text_breaks_the_parsers(text: str) -> None:
    try:
        told(host(lastlog=text, last=text))
    except Undetermined as why:
        assert why.reason is Reason.UNPARSEABLE  # noqa: PT017
