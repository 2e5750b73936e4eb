import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Exempt, Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import STRICT, no_sudo, sudo_host

CHECK = "layer1_onsite.sudo_files"


@pytest.mark.parametrize(
    ("path", "stat", "status"),
    [
        ("/etc/sudoers.d/a", "0440 0 0 f 1 1", Status.PASS),
        ("/etc/sudoers.d/a", "0640 0 0 f 1 1", Status.PASS),
        ("/etc/sudoers.d/a", "0444 0 0 f 1 1", Status.FAIL),
        ("/etc/sudoers.d/a", "0460 0 0 f 1 1", Status.FAIL),
        ("/etc/sudoers.d/a", "0440 1001 0 f 1 1", Status.FAIL),
        ("/etc/sudoers.d/a", "0777 0 0 l 1 1 /home/lan/a", Status.FAIL),
        ("/etc/sudoers.d/README", "0444 0 0 f 1 1", Status.PASS),
        ("/etc/sudoers.d", "0755 0 0 d 1 1", Status.PASS),
        ("/etc/sudoers.d", "0775 0 0 d 1 1", Status.FAIL),
        ("/etc/sudoers.d/a", "rw-r----- root", Status.UNKNOWN),
        ("/etc/sudoers.d/a", ItemStatus.DENIED, Status.UNKNOWN),
    ],
)
def test_judges_owner_and_mode(
    path: str, stat: str | ItemStatus, status: Status
) -> None:
    seen = evidence(sudo_host(stats={"/etc/sudoers": STRICT, path: stat}))

    assert judge(CHECK, seen).status is status


def test_without_sudo_it_does_not_apply() -> None:
    assert judge(CHECK, evidence(no_sudo())).reason is Exempt.NOT_INSTALLED


def test_without_root_or_without_the_main_file_it_is_unknown() -> None:
    plain = evidence(sudo_host(), privileged=False)
    other = evidence(sudo_host(stats={"/etc/sudoers.d": "0755 0 0 d 1 1"}))

    assert judge(CHECK, plain).reason is Reason.PERMISSION
    assert judge(CHECK, other).reason is Reason.NOT_COLLECTED
