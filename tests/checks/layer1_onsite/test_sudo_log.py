import pytest

from audit4.evidence import Reason
from audit4.finding import Exempt, Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import no_sudo, sudo_host

CHECK = "layer1_onsite.sudo_log"


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("# nothing", Status.PASS),
        ("Defaults syslog=auth", Status.PASS),
        ("Defaults !syslog", Status.FAIL),
        ("Defaults !syslog, logfile=/var/log/sudo.log", Status.PASS),
        ("Defaults:lan !log_allowed", Status.FAIL),
        ("@include /opt/more", Status.UNKNOWN),
    ],
)
def test_one_log_is_enough(line: str, status: Status) -> None:
    assert judge(CHECK, evidence(sudo_host(line))).status is status


def test_without_sudo_it_does_not_apply() -> None:
    assert judge(CHECK, evidence(no_sudo())).reason is Exempt.NOT_INSTALLED


def test_without_root_it_is_unknown() -> None:
    seen = evidence(sudo_host(), privileged=False)

    assert judge(CHECK, seen).reason is Reason.PERMISSION
