from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit4.evidence import Fact, Reason, Undetermined
from audit4.facts import accounts
from audit4.facts.accounts import ACCOUNTS, SHADOW
from audit4.facts.login_defs import FILE as LOGIN_DEFS_FILE
from audit4.testing import evidence
from tests.checks.layer1_onsite.literals import (
    GROUP,
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


def test_members_count_primary_groups_too() -> None:
    found = evidence(accounts_host(passwd=PASSWD.replace("1001:1001", "1001:27")))

    assert found.fact(ACCOUNTS).members("sudo") == {"binh", "lan"}


def test_the_people_range_comes_from_login_defs() -> None:
    from_defs = accounts_host() | {LOGIN_DEFS_FILE: "UID_MIN 500\nUID_MAX 1000\n"}

    assert [a.name for a in evidence(from_defs).fact(ACCOUNTS).people] == ["binh"]


def test_a_minus_one_in_shadow_turns_a_limit_off() -> None:
    line = "lan:$6$***:20760:1:-1:7:-1:-1:\n"

    lan = evidence(accounts_host(shadow=line)).fact(SHADOW)["lan"]

    assert (lan.maximum, lan.inactive, lan.expires) == (None, None, None)


def test_shells_are_read_as_getusershell_reads_them() -> None:
    text = "# /bin/no\n  /bin/sh # comment\n/usr/sbin/nologin\n\n"
    host = accounts_host() | {accounts.SHELLS: text}

    assert evidence(host).fact(ACCOUNTS).shells == {"/bin/sh", "/usr/sbin/nologin"}


@given(st.text(max_size=300))
def test_no_text_breaks_the_parsers(text: str) -> None:
    seen = evidence(accounts_host(passwd=text, shadow=text, group=GROUP))

    facts: tuple[Fact[Any], ...] = (ACCOUNTS, SHADOW)
    for fact in facts:
        try:
            seen.fact(fact)
        except Undetermined as why:
            assert why.reason is Reason.UNPARSEABLE  # noqa: PT017
