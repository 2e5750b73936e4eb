import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import agents, connections
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import NOW, judge
from tests.monitored import Seen, host, rows, says, stat, units
from tests.monitored import connections as connected

ESET = "/var/log/eset/RemoteAdministrator/Agent/status.html"


def written(path: str, hours: float) -> Seen:
    return {agents.SIGNS: {path: stat(int(NOW.timestamp() - hours * 3600))}}


def judged(*raws: Seen) -> Verdict:
    return judge(
        "layer4_national.agent_heartbeat",
        host(*raws),
        products=rows("av-products"),
        max_age_hours=24,
    )


@pytest.mark.parametrize(
    ("service", "status", "verdict"),
    [
        ("mdatp", {"mdatp": "healthy : true"}, Status.PASS),
        ("mdatp", {"mdatp": "healthy : false"}, Status.FAIL),
        ("sentinelone", {"sentinelone": "Connectivity   On"}, Status.PASS),
        ("sentinelone", {"sentinelone": "Connectivity   Off"}, Status.FAIL),
    ],
)
def test_what_the_agent_says_decides(
    service: str, status: dict[str, str], verdict: Status
) -> None:
    assert judged(units(service), says(**status)).status is verdict


def test_trend_micro_is_in_touch_while_its_state_is_green() -> None:
    for colour, status in (("green", Status.PASS), ("yellow", Status.FAIL)):
        said = says(dsa=f"AgentStatus.agentState: {colour}", dsa_parts="a: b")

        assert judged(units("ds_agent"), said).status is status


@pytest.mark.parametrize(("hours", "status"), [(1, Status.PASS), (25, Status.FAIL)])
def test_the_age_of_what_it_writes_decides(hours: float, status: Status) -> None:
    assert judged(units("efs"), written(ESET, hours)).status is status


def test_never_having_written_fails() -> None:
    assert judged(units("efs")).status is Status.FAIL


@pytest.mark.parametrize(
    "row", ["falcon-sensor 192.0.2.9:443", "falcon-sensor-b 192.0.2.9:443"]
)
def test_a_connection_that_it_holds_shows_it(row: str) -> None:
    assert judged(units("falcon-sensor"), connected(row)).status is Status.PASS


def test_another_process_or_the_host_itself_does_not() -> None:
    other = connected("sshd 192.0.2.9:40000", "falcon-sensor 127.0.0.1:443")

    assert judged(units("falcon-sensor"), other).reason is Reason.UNSUPPORTED


def test_products_without_a_server_are_not_asked() -> None:
    assert judged(units("clamav-daemon")).reason is Exempt.NOT_USED
    assert judged().reason is Exempt.NOT_INSTALLED


def test_a_product_without_a_server_does_not_hide_one_that_lost_its_own() -> None:
    assert judged(units("clamav-daemon", "efs")).status is Status.FAIL


def test_a_time_in_the_future_is_unknown() -> None:
    assert judged(units("efs"), written(ESET, -100)).reason is Reason.UNPARSEABLE


def test_what_cannot_be_read_is_unknown() -> None:
    denied = {agents.SIGNS: {ESET: ItemStatus.DENIED}}
    mute = {connections.ESTABLISHED: ItemStatus.ABSENT}

    assert judged(units("efs"), denied).reason is Reason.PERMISSION
    assert judged(units("falcon-sensor"), mute).reason is Reason.MISSING_TOOL
    assert judged(units("mdatp"), says(mdatp="?" * 9000)).reason is Reason.UNPARSEABLE
