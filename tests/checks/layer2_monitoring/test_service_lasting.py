import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import os, services
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, host


def unit(active: str, state: str, name: str = "rsyslog") -> Seen:
    return {
        services.UNITS: f"boot.service loaded active exited b\n"
        f"{name}.service loaded {active} x y\n",
        services.UNIT_FILES: f"boot.service static -\n{name}.service {state} enabled\n",
    }


def judged(*raws: Seen, instead: tuple[str, ...] = ()) -> Verdict:
    return judge(
        "layer2_monitoring.service_lasting",
        host(*raws),
        units=("rsyslog", "syslog-ng"),
        instead=instead,
    )


@pytest.mark.parametrize(
    ("active", "state", "status"),
    [
        ("active", "enabled", Status.PASS),
        ("active", "static", Status.PASS),
        ("active", "disabled", Status.FAIL),
        ("inactive", "enabled", Status.FAIL),
        ("failed", "enabled", Status.FAIL),
        ("inactive", "masked", Status.FAIL),
    ],
)
def test_it_must_run_and_start(active: str, state: str, status: Status) -> None:
    assert judged(unit(active, state)).status is status


def test_a_service_that_is_not_there_is_not_asked_for() -> None:
    assert judged().reason is Exempt.NOT_INSTALLED


def test_where_another_way_is_in_use_it_is_needless() -> None:
    both = {
        services.UNITS: "rsyslog.service loaded inactive dead x\n"
        "filebeat.service loaded active running x\n",
        services.UNIT_FILES: "rsyslog.service disabled -\nfilebeat.service enabled -\n",
    }

    assert judged(both, instead=("filebeat",)).reason is Exempt.NOT_USED
    assert judged(both).items == ("rsyslog: inactive, disabled",)


def test_without_run_state_nothing_is_known() -> None:
    sysv = {
        os.INIT_MARKS: {},
        os.INIT_NAME: "init\n",
        services.SCRIPTS: {"/etc/init.d/rsyslog": "0755 0 0 f 1 1"},
        services.RUNLEVELS: {"/etc/rc2.d/S01rsyslog": "0777 0 0 l 1 1 ../x"},
    }

    assert judged(sysv).reason is Reason.UNSUPPORTED


def test_malformed_and_denied_are_unknown() -> None:
    assert judged({services.UNITS: "?\n"}).reason is Reason.UNPARSEABLE
    refused = {services.UNIT_FILES: ItemStatus.DENIED}
    assert judged(refused).reason is Reason.PERMISSION
