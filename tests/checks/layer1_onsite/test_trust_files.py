import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.accounts import PASSWD
from audit4.facts.files import FILE_STATS
from audit4.facts.homes import HOME_STATS
from audit4.finding import Status, Verdict
from audit4.testing import judge
from tests.checks.system_literals import host

LAN = "lan:x:1000:1000::/home/lan:/bin/bash\n"
NOT_THERE = {
    "/etc/*hosts.equiv": ItemStatus.ABSENT,
    "/etc/ssh/shosts.equiv": ItemStatus.ABSENT,
}


def judged(**found: str | ItemStatus) -> Verdict:
    paths = {p.replace("__", "/"): stat for p, stat in found.items()}
    homes = {p: s for p, s in paths.items() if p.startswith("/home")}
    files = {p: s for p, s in paths.items() if not p.startswith("/home")}
    seen = host({PASSWD: LAN, FILE_STATS: {**NOT_THERE, **files}, HOME_STATS: homes})
    return judge(
        "layer1_onsite.trust_files",
        seen,
        paths=("/etc/hosts.equiv", "/etc/ssh/shosts.equiv"),
        names=(".rhosts", ".shosts"),
    )


def test_none_of_them_passes() -> None:
    assert judged().status is Status.PASS


@pytest.mark.parametrize(
    "path",
    [
        "/etc/hosts.equiv",
        "/etc/ssh/shosts.equiv",
        "/home/lan/.rhosts",
        "/home/lan/.shosts",
    ],
)
@pytest.mark.parametrize(
    ("stat", "status"),
    [
        ("0600 0 0 f 0 1", Status.FAIL),
        ("0777 0 0 l 9 1 /srv/hosts", Status.FAIL),
        ("0777 0 0 l 9 1 /dev/null", Status.PASS),
        ("0700 0 0 d 1 1", Status.PASS),
    ],
)
def test_each_of_them_fails_unless_it_keeps_the_name(
    path: str, stat: str, status: Status
) -> None:
    assert judged(**{path: stat}).status is status


@pytest.mark.parametrize("path", ["/etc/hosts.equiv", "/home/lan/.rhosts"])
@pytest.mark.parametrize(
    ("raw", "reason"),
    [(ItemStatus.DENIED, Reason.PERMISSION), ("0600", Reason.UNPARSEABLE)],
)
def test_what_was_not_seen_is_unknown(
    path: str, raw: str | ItemStatus, reason: Reason
) -> None:
    assert judged(**{path: raw}).reason is reason
