from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit4.evidence import Fact, ItemStatus, Reason, Undetermined
from audit4.facts import accounts
from audit4.facts.accounts import ACCOUNTS, LOGINS, SHADOW
from audit4.facts.login_defs import FILE as LOGIN_DEFS_FILE
from audit4.testing import NOW, evidence
from tests.checks.layer1_onsite.literals import (
    GROUP,
    LASTLOG,
    PASSWD,
    accounts_host,
    captured,
)


@pytest.mark.parametrize("system", ["debian11", "debian12", "debian13"])
def test_reads_a_captured_system(system: str) -> None:
    host = accounts_host(
        passwd=captured(system, accounts.PASSWD),
        shadow=captured(system, accounts.SHADOW_FILE),
        group=captured(system, accounts.GROUP),
    )

    seen = evidence(host)

    assert [a.name for a in seen.fact(ACCOUNTS).all if a.uid == 0] == ["root"]
    assert not any(
        seen.fact(ACCOUNTS).can_log_in(a) for a in seen.fact(ACCOUNTS).system
    )
    assert not any(p.usable or p.empty for p in seen.fact(SHADOW).values())


@pytest.mark.parametrize("system", ["debian11", "debian12"])
def test_reads_captured_log_ins(system: str) -> None:
    seen = evidence(accounts_host(lastlog=captured(system, accounts.LASTLOG)))

    assert set(seen.fact(LOGINS).values()) == {None}


def test_log_ins_are_given_in_utc() -> None:
    seen = evidence(accounts_host()).fact(LOGINS)

    assert seen["root"] is None
    assert str(seen["binh"]) == "2026-11-20 01:00:00+00:00"


def test_lastlog2_is_asked_where_lastlog_is_gone() -> None:
    host = accounts_host(lastlog=ItemStatus.ABSENT) | {accounts.LASTLOG2: LASTLOG}

    assert evidence(host).fact(LOGINS)["lan"] is not None


def test_the_scans_own_log_in_by_a_fast_clock_is_no_forgery() -> None:
    ahead = LASTLOG.replace("Fri Nov 20 08:00:00 +0700", "Sun Nov 22 15:30:00 +0700")
    fast = NOW.timestamp() + 6 * 3600

    told = evidence(accounts_host(lastlog=ahead), clock=fast).fact(LOGINS)

    assert told["binh"] is not None
    with pytest.raises(Undetermined):
        evidence(accounts_host(lastlog=ahead)).fact(LOGINS)


def test_members_count_primary_groups_too() -> None:
    found = evidence(accounts_host(passwd=PASSWD.replace("1001:1001", "1001:27")))

    assert found.fact(ACCOUNTS).members("sudo") == {"binh", "lan"}


def test_the_people_range_comes_from_login_defs() -> None:
    from_defs = accounts_host() | {LOGIN_DEFS_FILE: "UID_MIN 500\nUID_MAX 1000\n"}

    assert [a.name for a in evidence(from_defs).fact(ACCOUNTS).people] == ["binh"]


@given(st.text(max_size=300))
def test_no_text_breaks_the_parsers(text: str) -> None:
    seen = evidence(accounts_host(passwd=text, shadow=text, group=GROUP, lastlog=text))

    facts: tuple[Fact[Any], ...] = (ACCOUNTS, SHADOW, LOGINS)
    for fact in facts:
        try:
            seen.fact(fact)
        except Undetermined as why:
            assert why.reason is Reason.UNPARSEABLE  # noqa: PT017
