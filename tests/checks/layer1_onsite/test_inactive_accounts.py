import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.audit_access import sudoers_line
from audit4.finding import Status, Verdict
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import (
    LASTLOG,
    PASSWD,
    SHADOW,
    Host,
    accounts_host,
    audit_host,
    sudo_host,
)

CHECK = "layer1_onsite.inactive_accounts"
LAN = "lan:$6$***:20760:1:90:7:30::"
NEVER = f"{LASTLOG[: LASTLOG.rindex('lan ')]}lan      **Never logged in**\n"
LONG_AGO = LASTLOG.replace(
    "Thu Nov 19 08:00:00 +0700 2026", "Sun Mar  1 08:00:00 +0700 2026"
)
KEYS = {"/home/lan/.ssh/authorized_keys": "0600 1001 1001 f 400 1790000000"}


def judged(host: Host) -> Verdict:
    return judge(CHECK, evidence(sudo_host() | host), days=45)


def with_lan(line: str) -> str:
    return SHADOW.replace(LAN, line)


def test_accounts_in_use_pass() -> None:
    assert judged(accounts_host()).status is Status.PASS


def test_an_account_unused_for_long_fails() -> None:
    host = accounts_host(
        shadow=with_lan("lan:$6$***:20500:1:99999:7:30::"), lastlog=LONG_AGO
    )

    verdict = judged(host)

    assert verdict.status is Status.FAIL
    assert verdict.items == ("lan: 266 d",)


def test_a_fresh_password_is_a_sign_of_life_of_an_account_never_used() -> None:
    fresh = judged(accounts_host(lastlog=NEVER))
    old = judged(
        accounts_host(shadow=with_lan("lan:$6$***:20600:1:99999:7:::"), lastlog=NEVER)
    )

    assert (fresh.status, old.status) == (Status.PASS, Status.FAIL)


@pytest.mark.parametrize(
    "line", ["lan:!:20500:1:99999:7:::", "lan:$6$***:20500:1:90:7:30:20700:"]
)
def test_a_locked_or_expired_account_is_passed_over(line: str) -> None:
    host = accounts_host(shadow=with_lan(line), lastlog=LONG_AGO)

    assert judged(host).status is Status.PASS


def test_a_locked_account_with_keys_is_still_usable() -> None:
    locked = with_lan("lan:!:20500:1:99999:7:::")
    host = accounts_host(shadow=locked, lastlog=LONG_AGO, keys=KEYS)
    unsafe = accounts_host(
        shadow=locked,
        lastlog=LONG_AGO,
        keys={"/home/lan/.ssh/authorized_keys": ItemStatus.UNSAFE},
    )

    assert judged(host).status is Status.FAIL
    assert judged(unsafe).status is Status.FAIL


def test_nothing_known_of_an_account_is_unknown() -> None:
    host = accounts_host(shadow=with_lan("lan:$6$***::1:90:7:30::"), lastlog=NEVER)

    assert judged(host).status is Status.UNKNOWN


def test_the_pinned_audit_account_is_left_out() -> None:
    digest = "a" * 64
    passwd = PASSWD + "audit4:x:1002:1002::/home/audit4:/bin/sh\n"
    shadow = SHADOW + "audit4:*:20500:0:99999:7:::\n"
    keys = {"/home/audit4/.ssh/authorized_keys": "0600 1002 1002 f 400 1"}
    host = accounts_host(passwd=passwd, shadow=shadow, keys=keys)

    pinned = judged(host | audit_host(digest, sudoers_line(digest)))
    unpinned = judged(host)

    assert pinned.status is Status.PASS
    assert unpinned.items == ("audit4: 279 d",)


OLD = SHADOW.replace(LAN, "lan:$6$***:20600:1:99999:7:::")
SESSION = (
    "{} pts/0 203.0.113.9 Thu {} 08:00:00 2026 - Thu Nov 19 09:00:00 2026 (01:00)\n"
)
BEGINS = "\nwtmp begins Sat Aug  1 06:00:00 2026\n"


@pytest.mark.parametrize(
    ("lastlog", "reason"),
    [
        (ItemStatus.ABSENT, Reason.MISSING_TOOL),
        ("", Reason.UNPARSEABLE),
        ("lan pts/0 yesterday\n", Reason.UNPARSEABLE),
        (LASTLOG.replace("2026", "2031"), Reason.UNPARSEABLE),
        (ItemStatus.TIMEOUT, Reason.TIMEOUT),
    ],
)
def test_only_who_has_no_fresh_sign_is_unknown_without_a_record(
    lastlog: str | ItemStatus, reason: Reason
) -> None:
    fresh = judged(accounts_host(lastlog=lastlog))
    old = judged(accounts_host(lastlog=lastlog, shadow=OLD))

    assert fresh.status is Status.PASS
    assert (old.status, old.reason) == (Status.UNKNOWN, reason)


def test_wtmp_settles_it_where_there_is_no_lastlog() -> None:
    used = SESSION.format("lan", "Nov 19") + BEGINS
    idle = SESSION.format("binh", "Nov 19") + SESSION.format("lan", "Aug  6") + BEGINS

    here = judged(accounts_host(lastlog=ItemStatus.ABSENT, last=used, shadow=OLD))
    away = judged(accounts_host(lastlog=ItemStatus.ABSENT, last=idle, shadow=OLD))

    assert here.status is Status.PASS
    assert away.items == ("lan: 107 d",)


def test_a_password_dated_ahead_is_no_sign_of_life() -> None:
    ahead = with_lan("lan:$6$***:29000:1:90:7:30::")

    assert judged(accounts_host(shadow=ahead, lastlog=LONG_AGO)).items == (
        "lan: 266 d",
    )


def test_an_account_that_its_expired_password_locks_is_passed_over() -> None:
    locked = with_lan("lan:$6$***:20500:1:90:7:30::")
    open_still = with_lan("lan:$6$***:20500:1:90:7:300::")

    assert judged(accounts_host(shadow=locked, lastlog=LONG_AGO)).status is Status.PASS
    assert judged(accounts_host(shadow=open_still, lastlog=LONG_AGO)).items


def test_an_account_above_the_peoples_range_counts() -> None:
    passwd = PASSWD.replace("lan:x:1001", "lan:x:70001")

    assert judged(accounts_host(passwd=passwd, shadow=OLD, lastlog=LONG_AGO)).items


def test_without_root_it_is_unknown() -> None:
    seen = evidence(sudo_host() | accounts_host(), privileged=False)

    assert judge(CHECK, seen, days=45).reason is Reason.PERMISSION
