import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.persistence import AUTHORIZED_KEYS
from audit4.finding import Status
from audit4.testing import judge
from tests.checks.system_literals import host

CHECK = "layer3_assessment.login_keys"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIabcdefghijkl"


@pytest.mark.parametrize(
    ("path", "line", "system", "anonymous"),
    [
        ("/home/lan/.ssh/authorized_keys", f"{KEY} lan@office", "pass", "pass"),
        ("/home/lan/.ssh/authorized_keys", KEY, "pass", "fail"),
        ("/var/www/.ssh/authorized_keys", f"{KEY} me", "fail", "pass"),
        ("/root/.ssh/authorized_keys", f'from="10.0.0.1" {KEY} ops', "pass", "pass"),
        ("/home/lan/.ssh/authorized_keys", "# none", "pass", "pass"),
    ],
)
def test_judges_each_key(path: str, line: str, system: str, anonymous: str) -> None:
    seen = host({AUTHORIZED_KEYS: {path: line + "\n"}})

    assert judge(CHECK, seen, judge="system").status == system
    assert judge(CHECK, seen, judge="anonymous").status == anonymous


def test_names_the_key_by_its_end() -> None:
    seen = host({AUTHORIZED_KEYS: {"/var/www/.ssh/authorized_keys": KEY}})

    (item,) = judge(CHECK, seen, judge="system").items

    assert item == "/var/www/.ssh/authorized_keys ssh-ed25519 ...abcdefghijkl"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.UNSAFE, Reason.UNSAFE_PATH),
        (ItemStatus.DENIED, Reason.PERMISSION),
        ("no key at all\n", Reason.UNPARSEABLE),
    ],
)
def test_an_unreadable_file_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    seen = host({AUTHORIZED_KEYS: {"/home/lan/.ssh/authorized_keys": raw}})

    assert judge(CHECK, seen, judge="system").reason is reason


def test_no_keys_pass() -> None:
    assert judge(CHECK, host(), judge="system").status is Status.PASS


def test_without_root_it_is_unknown() -> None:
    verdict = judge(CHECK, host(privileged=False), judge="system")

    assert verdict.reason is Reason.PERMISSION
