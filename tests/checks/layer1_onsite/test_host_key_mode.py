import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.accounts import GROUP
from audit4.facts.files import FILE_STATS
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.checks.system_literals import host

GROUPS = "root:x:0:\nssh_keys:x:101:\nstaff:x:50:\n"


def judged(stat: str | ItemStatus) -> Verdict:
    seen = host({FILE_STATS: {"/etc/ssh/ssh_host_rsa_key": stat}, GROUP: GROUPS})
    return judge(
        "layer1_onsite.host_key_mode",
        seen,
        paths=("/etc/ssh/*_key",),
        mode="0600",
        mode_of_group={"ssh_keys": "0640"},
    )


@pytest.mark.parametrize(
    ("stat", "status"),
    [
        ("0600 0 0 f 1 1", Status.PASS),
        ("0400 0 0 f 1 1", Status.PASS),
        ("0640 0 101 f 1 1", Status.PASS),
        ("0640 0 0 f 1 1", Status.FAIL),
        ("0660 0 101 f 1 1", Status.FAIL),
        ("0644 0 101 f 1 1", Status.FAIL),
        ("0600 0 50 f 1 1", Status.FAIL),
        ("0600 0 999 f 1 1", Status.FAIL),
        ("0600 1000 0 f 1 1", Status.FAIL),
    ],
)
def test_only_the_keys_own_group_may_read(stat: str, status: Status) -> None:
    assert judged(stat).status is status


def test_a_host_without_keys_is_not_asked() -> None:
    seen = host({FILE_STATS: {"/etc/ssh/*_key": ItemStatus.ABSENT}, GROUP: GROUPS})

    verdict = judge(
        "layer1_onsite.host_key_mode",
        seen,
        paths=("/etc/ssh/*_key",),
        mode="0600",
        mode_of_group={},
    )

    assert verdict.reason is Exempt.NOT_USED


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.DENIED, Reason.PERMISSION),
        ("0600 0", Reason.UNPARSEABLE),
        ("0777 0 0 l 9 1 /mnt/key", Reason.NOT_COLLECTED),
    ],
)
def test_a_key_that_cannot_be_looked_at_is_unknown(
    raw: str | ItemStatus, reason: Reason
) -> None:
    assert judged(raw).reason is reason
