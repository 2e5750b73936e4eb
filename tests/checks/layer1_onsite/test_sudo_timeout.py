import pytest

from audit4.evidence import Reason
from audit4.finding import Exempt, Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import no_sudo, sudo_host

CHECK = "layer1_onsite.sudo_timeout"


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("# nothing", Status.PASS),
        ("Defaults timestamp_timeout=5", Status.PASS),
        ("Defaults timestamp_timeout=2.5", Status.PASS),
        ("Defaults !timestamp_timeout", Status.PASS),
        ("Defaults timestamp_timeout=60", Status.FAIL),
        ("Defaults timestamp_timeout=-1", Status.FAIL),
        ("Defaults:lan timestamp_timeout=-1", Status.FAIL),
        ("Defaults timestamp_timeout=soon", Status.UNKNOWN),
        ("Defaults timestamp_timeout=nan", Status.FAIL),
        ("@include /opt/more", Status.UNKNOWN),
    ],
)
def test_judges_minutes(line: str, status: Status) -> None:
    assert judge(CHECK, evidence(sudo_host(line)), at_most=15.0).status is status


def test_the_built_in_value_counts() -> None:
    assert judge(CHECK, evidence(sudo_host()), at_most=5.0).status is Status.FAIL


def test_without_sudo_it_does_not_apply() -> None:
    verdict = judge(CHECK, evidence(no_sudo()), at_most=15.0)

    assert verdict.reason is Exempt.NOT_INSTALLED


def test_without_root_it_is_unknown() -> None:
    seen = evidence(sudo_host(), privileged=False)

    assert judge(CHECK, seen, at_most=15.0).reason is Reason.PERMISSION
