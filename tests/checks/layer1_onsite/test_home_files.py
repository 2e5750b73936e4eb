import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.accounts import PASSWD
from audit4.facts.homes import HOME_STATS
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.checks.system_literals import host

LAN = "lan:x:1000:1000::/home/lan:/bin/bash\n"


def judged(files: dict[str, str | ItemStatus], **given: object) -> Verdict:
    homes = {"/home/lan/.": "0700 1000 1000 d 1 1", **files}
    seen = host({PASSWD: LAN, HOME_STATS: homes})
    return judge("layer1_onsite.home_files", seen, **given)


@pytest.mark.parametrize(
    ("stat", "failing"),
    [
        ("0644 1000 1000 f 1 1", set()),
        ("0600 1000 1000 f 1 1", set()),
        ("0664 1000 1000 f 1 1", {"mode"}),
        ("0646 1000 1000 f 1 1", {"mode"}),
        ("0644 0 1000 f 1 1", {"owner"}),
        ("0644 1000 0 f 1 1", {"group"}),
        ("0777 0 0 f 1 1", {"mode", "owner", "group"}),
    ],
)
def test_each_thing_is_judged_by_itself(stat: str, failing: set[str]) -> None:
    every = ("mode", "owner", "group")

    wrong = {
        what
        for what in every
        if judged({"/home/lan/.bashrc": stat}, judge=what).status is Status.FAIL
    }

    assert wrong == failing


@pytest.mark.parametrize(
    ("stat", "status"),
    [
        ("0600 1000 1000 f 1 1", Status.FAIL),
        ("0777 1000 1000 l 9 1 /srv/hosts", Status.FAIL),
        ("0777 1000 1000 l 9 1 /dev/null", Status.PASS),
        ("0700 0 0 d 1 1", Status.PASS),
    ],
)
def test_a_file_that_must_not_be_there_is_found_behind_a_link_too(
    stat: str, status: Status
) -> None:
    verdict = judged({"/home/lan/.rhosts": stat}, judge="absent", names=(".rhosts",))

    assert verdict.status is status


def test_other_names_are_left_alone() -> None:
    seen = {"/home/lan/.rhosts.old": "0666 0 0 f 1 1"}

    assert judged(seen, judge="absent", names=(".rhosts",)).status is Status.PASS
    assert judged(seen, judge="mode", names=(".rhosts",)).reason is Exempt.NOT_USED


def test_folders_and_links_have_no_rights_of_a_file() -> None:
    seen: dict[str, str | ItemStatus] = {
        "/home/lan/.cache": "0777 0 0 d 1 1",
        "/home/lan/.bashrc": "0777 0 0 l 8 1 dot/rc",
    }

    assert judged(seen, judge="mode").reason is Exempt.NOT_USED


def test_a_name_is_shown_with_its_fault() -> None:
    seen = {"/home/lan/.bash_history": "0644 1000 1000 f 1 1"}

    verdict = judged(seen, judge="mode", names=(".*_history",), mode="0600")

    assert verdict.items == ("/home/lan/.bash_history: 0644",)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [(ItemStatus.DENIED, Reason.PERMISSION), ("x y", Reason.UNPARSEABLE)],
)
def test_what_was_not_seen_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    assert judged({"/home/lan/.netrc": raw}, judge="absent").reason is reason
