import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import services, timesync
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, host, units

DAEMONS = {"chrony": ("chrony", "chronyd"), "systemd-timesyncd": ("systemd-timesyncd",)}


def judged(
    *raws: Seen,
    want: str = "running",
    container: bool = False,
) -> Verdict:
    return judge(
        "layer2_monitoring.time_daemon",
        host(*raws, container=container),
        daemons=DAEMONS,
        want=want,
    )


@pytest.mark.parametrize("want", ["running", "enabled"])
@pytest.mark.parametrize("unit", ["chrony", "chronyd", "systemd-timesyncd"])
def test_exactly_one_passes(unit: str, want: str) -> None:
    assert judged(units(unit), want=want).status is Status.PASS


def test_two_names_of_one_daemon_are_one() -> None:
    assert judged(units("chrony", "chronyd")).status is Status.PASS


def test_two_daemons_fail_and_are_named() -> None:
    verdict = judged(units("chrony", "systemd-timesyncd"))

    assert verdict.items == ("chrony", "systemd-timesyncd")


@pytest.mark.parametrize("want", ["running", "enabled"])
def test_installed_is_not_enough(want: str) -> None:
    assert judged(units(idle=("chrony",)), want=want).status is Status.FAIL


def test_none_fails_but_not_in_a_container() -> None:
    assert judged().status is Status.FAIL
    assert judged(container=True).reason is Exempt.CONTAINER


def test_unread_and_malformed_are_unknown() -> None:
    assert judged({services.UNITS: ""}).reason is Reason.UNPARSEABLE
    conf = timesync.CHRONY_FILES[0]
    assert judged({conf: ItemStatus.DENIED}).reason is Reason.PERMISSION


def test_only_one_both_runs_and_starts() -> None:
    assert judged(units("chrony"), want="only").status is Status.PASS
    assert judged(units("chrony", idle=("x",)), want="only").status is Status.PASS
    assert judged(units(), want="only").status is Status.FAIL


@pytest.mark.parametrize(
    ("active", "state"), [("active", "disabled"), ("inactive", "enabled")]
)
def test_one_that_runs_or_starts_alone_does_not_last(active: str, state: str) -> None:
    seen = {
        services.UNITS: f"chrony.service loaded {active} x y\n",
        services.UNIT_FILES: f"chrony.service {state} enabled\n",
    }

    assert judged(seen, want="only").status is Status.FAIL


def test_a_second_one_that_starts_at_boot_fails() -> None:
    seen = {
        services.UNITS: "chrony.service loaded active running y\n"
        "systemd-timesyncd.service loaded inactive dead y\n",
        services.UNIT_FILES: "chrony.service enabled enabled\n"
        "systemd-timesyncd.service enabled enabled\n",
    }

    verdict = judged(seen, want="only")

    assert verdict.items == ("chrony", "systemd-timesyncd")
