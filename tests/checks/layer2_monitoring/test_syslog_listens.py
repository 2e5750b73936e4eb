import pytest

from audit4.evidence import ItemStatus, Reason, Setting
from audit4.facts import listeners
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, host, rsyslog

HEAD = "Netid State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n"


def judged(text: str, ss: str | ItemStatus = "", *roles: str) -> Verdict:
    seen: Seen = dict.fromkeys(listeners.LISTENERS.probes, ItemStatus.ABSENT)
    seen[listeners.SS] = ss if isinstance(ss, ItemStatus) else HEAD + ss
    return judge(
        "layer2_monitoring.syslog_listens",
        host(rsyslog(text), seen, setting=Setting(roles=frozenset(roles))),
        roles=("log-server",),
    )


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ('module(load="imuxsock")', Status.PASS),
        ('module(load="imtcp")\ninput(type="imtcp" port="514")', Status.FAIL),
        ("$ModLoad imudp\n$UDPServerRun 514", Status.FAIL),
        ('#module(load="imtcp")', Status.PASS),
        ('module(load="imrelp")', Status.FAIL),
    ],
)
def test_a_module_that_takes_messages_is_named(text: str, status: Status) -> None:
    assert judged(f"{text}\n").status is status


def test_an_open_port_counts_wherever_it_was_set() -> None:
    port = 'udp UNCONN 0 0 0.0.0.0:514 0.0.0.0:* users:(("rsyslogd",pid=7,fd=4))\n'

    assert judged("", port).items == ("rsyslogd udp 0.0.0.0:514",)


def test_the_port_of_a_sender_is_none() -> None:
    port = 'udp UNCONN 0 0 0.0.0.0:45123 0.0.0.0:* users:(("rsyslogd",pid=7,fd=4))\n'

    assert judged("", port).status is Status.PASS


def test_a_log_server_takes_messages() -> None:
    assert judged("$ModLoad imudp\n", "", "log-server").reason is Exempt.ROLE


def test_without_a_daemon_nothing_is_asked() -> None:
    seen = host({listeners.SS: HEAD})
    verdict = judge("layer2_monitoring.syslog_listens", seen, roles=("log-server",))

    assert verdict.reason is Exempt.NOT_INSTALLED


def test_malformed_and_denied_are_unknown() -> None:
    assert judged('module(load="imtcp"\n').reason is Reason.UNPARSEABLE
    assert judged("", ItemStatus.DENIED).reason is Reason.PERMISSION
