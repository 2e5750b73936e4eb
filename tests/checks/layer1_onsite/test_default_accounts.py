from audit4.evidence import ItemStatus, Reason
from audit4.facts import accounts
from audit4.finding import Status, Verdict
from audit4.testing import Raw, evidence, judge, load_check
from tests.checks.layer1_onsite.literals import PASSWD, SHADOW, Host, accounts_host

CHECK = "layer1_onsite.default_accounts"
KEY = {"/home/guest/.ssh/authorized_keys": "0600 1002 1002 f 90 1700000000"}


def host(
    shell: str = "/bin/bash", secret: str = "$y$***", ends: str = "", keys: Raw = ()
) -> Host:
    return accounts_host(
        passwd=f"{PASSWD}guest:x:1002:1002::/home/guest:{shell}\n",
        shadow=f"{SHADOW}guest:{secret}:20700:0:99999:7::{ends}:\n",
        keys=keys,
    )


def judged(given: Host, *, keys: bool = True, kind: str = "guest") -> Verdict:
    known = load_check(CHECK).evaluate.__globals__["Known"]
    rows = (known(name="guest", kind="guest"), known(name="root", kind="guest"))
    return judge(CHECK, evidence(given), kinds=(kind,), catalogue=rows, keys=keys)


def test_a_working_password_or_a_key_is_a_way_in() -> None:
    assert judged(host()).items == ("guest: password",)
    assert judged(host(secret="!", keys=KEY)).items == ("guest: authorized_keys",)


def test_an_empty_password_is_a_way_in() -> None:
    assert judged(host(secret="")).items == ("guest: password",)


def test_what_lets_nobody_in_is_none() -> None:
    for given in (
        host(shell="/usr/sbin/nologin"),
        host(secret="!$y$***"),
        host(secret="*"),
        host(ends="1"),
        accounts_host(),
    ):
        assert judged(given).status is Status.PASS


def test_keys_and_other_kinds_count_only_where_they_are_meant() -> None:
    assert judged(host(secret="!", keys=KEY), keys=False).status is Status.PASS
    assert judged(host(), kind="image").status is Status.PASS


def test_root_is_judged_by_other_rules() -> None:
    given = accounts_host(shadow=SHADOW.replace("root:*", "root:$y$***"))

    assert judged(given).status is Status.PASS


def test_unread_and_broken_files_are_unknown() -> None:
    denied = {**host(), accounts.SHADOW_FILE: ItemStatus.DENIED}
    broken = {**host(), accounts.PASSWD: "guest\n"}
    plain = judge(CHECK, evidence(host(), privileged=False), kinds=(), catalogue=())

    assert judged(denied).reason is Reason.PERMISSION
    assert judged(broken).reason is Reason.UNPARSEABLE
    assert plain.reason is Reason.PERMISSION
