import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.accounts import PASSWD
from audit4.facts.homes import HOME_STATS
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.checks.system_literals import host

CHECK = "layer1_onsite.home_folder"
LAN = "lan:x:1000:1000::/home/lan:/bin/bash\n"
NONE: dict[str, str | ItemStatus] = {}


def judged(what: str, homes: dict[str, str | ItemStatus], passwd: str = LAN) -> Verdict:
    return judge(CHECK, host({PASSWD: passwd, HOME_STATS: homes}), judge=what)


@pytest.mark.parametrize(
    ("stat", "failing"),
    [
        ("0700 1000 1000 d 1 1", set()),
        ("0750 1000 1000 d 1 1", set()),
        ("0755 1000 1000 d 1 1", {"mode"}),
        ("2750 1000 1000 d 1 1", {"mode"}),
        ("0700 0 1000 d 1 1", {"owner"}),
        ("0700 1000 100 d 1 1", {"group"}),
        ("1777 0 0 d 1 1", {"owner", "group", "mode"}),
    ],
)
def test_each_thing_is_judged_by_itself(stat: str, failing: set[str]) -> None:
    every = ("exists", "owner", "group", "mode")

    wrong = {w for w in every if judged(w, {"/home/lan/.": stat}).status is Status.FAIL}

    assert wrong == failing


def test_a_home_that_is_not_there_fails_once() -> None:
    assert judged("exists", NONE).items == ("lan: /home/lan absent",)
    assert judged("owner", NONE).reason is Exempt.NOT_USED


@pytest.mark.parametrize(
    "line",
    [
        "www-data:x:33:33::/var/www:/bin/bash\n",
        "gone:x:1001:1001::/home/gone:/usr/sbin/nologin\n",
        "gone:x:1001:1001::/home/gone:/bin/false\n",
    ],
)
def test_accounts_that_nobody_logs_in_with_are_not_asked(line: str) -> None:
    assert judged("exists", NONE, line).reason is Exempt.NOT_USED


@pytest.mark.parametrize("home", ["", "/nonexistent"])
def test_an_account_without_a_home_fails(home: str) -> None:
    line = f"lan:x:1000:1000::{home}:/bin/bash\n"

    assert judged("exists", NONE, line).status is Status.FAIL


def test_a_home_at_the_root_of_all_is_somebody_elses() -> None:
    line = "lan:x:1000:1000::/:/bin/bash\n"

    verdict = judged("owner", {"/.": "0755 0 0 d 1 1"}, line)

    assert verdict.items == ("lan: / uid 0",)


def test_a_slash_at_the_end_changes_nothing() -> None:
    line = "lan:x:1000:1000::/home/lan/:/bin/bash\n"

    verdict = judged("exists", {"/home/lan/.": "0700 1000 1000 d 1 1"}, line)

    assert verdict.status is Status.PASS


@pytest.mark.parametrize(
    ("homes", "reason"),
    [
        ({"": ItemStatus.TIMEOUT}, Reason.TIMEOUT),
        ({"/home/lan/.": ItemStatus.DENIED}, Reason.PERMISSION),
        ({"/home/lan/.": "0700 lan"}, Reason.UNPARSEABLE),
    ],
)
def test_what_was_not_seen_is_unknown(
    homes: dict[str, str | ItemStatus], reason: Reason
) -> None:
    assert judged("exists", homes).reason is reason
