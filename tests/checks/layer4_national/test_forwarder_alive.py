import pytest

from audit4.evidence import ItemStatus, Reason, Setting
from audit4.facts import agents, connections, syslog
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import NOW, judge
from tests.monitored import Seen, conf, host, rows, rsyslog, says, stat, units
from tests.monitored import connections as connected

TCP = rsyslog("*.* @@192.0.2.50:6514\n")
OSSEC = conf(
    "/var/ossec/etc/ossec.conf",
    "<ossec_config><client><server><address>192.0.2.50</address></server></client>"
    "</ossec_config>",
)
STATE = "/var/ossec/var/run/wazuh-agentd.state"


def wazuh(state: str, hours: float = 0) -> Seen:
    seen = stat(int(NOW.timestamp() - hours * 3600))
    said = {agents.STATUS["wazuh"]: {STATE: f"status='{state}'\nlast_ack='x'\n"}}
    return units("wazuh-agent") | OSSEC | said | {agents.SIGNS: {STATE: seen}}


def judged(*raws: Seen, named: object = None) -> Verdict:
    setting = Setting(settings={"log_targets": named} if named else {})
    return judge(
        "layer4_national.forwarder_alive",
        host(*raws, setting=setting),
        products=rows("log-shippers"),
        max_age_hours=24,
    )


@pytest.mark.parametrize("named", [None, ["192.0.2.50"]])
def test_a_connection_to_the_target_passes(named: object) -> None:
    raw = connected("rsyslogd 192.0.2.50:6514")

    assert judged(TCP, raw, named=named).status is Status.PASS


@pytest.mark.parametrize(
    "row", ["rsyslogd 192.0.2.51:6514", "sshd 192.0.2.50:6514", "nxlog 192.0.2.50:1"]
)
def test_another_peer_or_process_does_not_count(row: str) -> None:
    verdict = judged(TCP, connected(row))

    assert (verdict.status, verdict.items) == (
        Status.FAIL,
        ("rsyslog: tcp://192.0.2.50",),
    )


def test_a_name_is_met_by_any_machine_on_its_port() -> None:
    raw = rsyslog("*.* @@siem.example:6514\n")

    assert judged(raw, connected("rsyslogd 192.0.2.9:6514")).status is Status.PASS
    assert judged(raw, connected("rsyslogd 192.0.2.9:443")).status is Status.FAIL


def test_udp_shows_nothing() -> None:
    assert judged(rsyslog("*.* @192.0.2.50\n")).reason is Reason.UNSUPPORTED


def test_only_channels_to_named_targets_count() -> None:
    raw = connected("rsyslogd 192.0.2.50:6514")

    assert judged(TCP, raw, named="192.0.2.99").reason is Exempt.NOT_USED


@pytest.mark.parametrize(
    ("state", "hours", "status"),
    [
        ("connected", 0, Status.PASS),
        ("disconnected", 0, Status.FAIL),
        ("pending", 0, Status.FAIL),
        ("connected", 30, Status.FAIL),
    ],
)
def test_wazuh_says_itself_whether_its_server_answers(
    state: str, hours: float, status: Status
) -> None:
    assert judged(wazuh(state, hours)).status is status


def test_wazuh_that_never_connected_has_no_state() -> None:
    assert judged(units("wazuh-agent"), OSSEC).status is Status.FAIL


def test_what_an_agents_own_programs_hold_is_its_connection() -> None:
    agent = conf(
        "/opt/Elastic/Agent/elastic-agent.yml",
        "outputs:\n  default:\n    hosts: [https://192.0.2.50:9200]\n",
    )
    held = connected("filebeat 192.0.2.50:9200")

    assert judged(units("elastic-agent"), agent, held).status is Status.PASS
    assert judged(units("elastic-agent"), agent).status is Status.FAIL


def test_without_forwarding_nothing_is_asked() -> None:
    assert judged().reason is Exempt.NOT_USED


def test_what_cannot_be_read_is_unknown() -> None:
    mute = {connections.ESTABLISHED: ItemStatus.ABSENT}
    rubbish = says(wazuh="?")

    assert judged(TCP, mute).reason is Reason.MISSING_TOOL
    assert judged(units("wazuh-agent"), OSSEC, rubbish).reason is Reason.UNPARSEABLE
    assert judged(TCP, {syslog.RSYSLOG: ItemStatus.DENIED}).reason is Reason.PERMISSION
    assert judged(wazuh("connected", -100)).reason is Reason.UNPARSEABLE
