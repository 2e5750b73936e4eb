import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.accounts import GROUP
from audit4.facts.files import FILE_STATS
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.checks.system_literals import host

CRON = "0755 0 0 f 1 1"
ABSENT = ItemStatus.ABSENT


def judged(
    stat: str | ItemStatus, want: str, daemon: str | ItemStatus = CRON
) -> Verdict:
    seen = host(
        {
            FILE_STATS: {"/usr/sbin/cron": daemon, "/etc/cron.allow": stat},
            GROUP: "root:x:0:\ncrontab:x:101:\n",
        }
    )
    return judge(
        "layer1_onsite.job_access",
        seen,
        path="/etc/cron.allow",
        where=("/usr/sbin/cron",),
        want=want,
        groups=("crontab",),
    )


@pytest.mark.parametrize(
    ("stat", "there", "guarded", "absent"),
    [
        (ABSENT, Status.FAIL, Status.PASS, Status.PASS),
        ("0640 0 0 f 1 1", Status.PASS, Status.PASS, Status.FAIL),
        ("0640 0 101 f 1 1", Status.PASS, Status.PASS, Status.FAIL),
        ("0600 0 0 f 0 1", Status.PASS, Status.PASS, Status.FAIL),
        ("0644 0 0 f 1 1", Status.FAIL, Status.FAIL, Status.FAIL),
        ("0640 1000 0 f 1 1", Status.FAIL, Status.FAIL, Status.FAIL),
        ("0640 0 4 f 1 1", Status.FAIL, Status.FAIL, Status.FAIL),
        ("0640 0 0 d 1 1", Status.FAIL, Status.FAIL, Status.FAIL),
        ("0777 0 0 l 9 1 /dev/null", Status.FAIL, Status.FAIL, Status.FAIL),
    ],
)
def test_a_list_is_judged_as_it_is_wanted(
    stat: str | ItemStatus, there: Status, guarded: Status, absent: Status
) -> None:
    assert judged(stat, "there").status is there
    assert judged(stat, "guarded").status is guarded
    assert judged(stat, "absent").status is absent


@pytest.mark.parametrize("want", ["there", "guarded", "absent"])
def test_without_the_program_nothing_is_asked(want: str) -> None:
    verdict = judged("0666 0 0 f 1 1", want, daemon=ABSENT)

    assert verdict.reason is Exempt.NOT_INSTALLED


@pytest.mark.parametrize(
    ("stat", "daemon", "reason"),
    [
        (ItemStatus.DENIED, CRON, Reason.PERMISSION),
        (ABSENT, ItemStatus.TIMEOUT, Reason.TIMEOUT),
        ("x", CRON, Reason.UNPARSEABLE),
    ],
)
def test_what_cannot_be_looked_at_is_unknown(
    stat: str | ItemStatus, daemon: str | ItemStatus, reason: Reason
) -> None:
    assert judged(stat, "absent", daemon).reason is reason
