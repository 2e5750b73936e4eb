import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import journald
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, host, journal, rsyslog, units

SOCKET = 'module(load="imuxsock")\n*.* /var/log/a\n'
READER = 'module(load="imjournal")\n*.* /var/log/a\n'


def judged(*raws: Seen, want: str = "yes") -> Verdict:
    return judge("layer2_monitoring.journald_forward", host(*raws), want=want)


def forward(value: str) -> Seen:
    return journal(f"[Journal]\nForwardToSyslog={value}\n")


@pytest.mark.parametrize(
    ("text", "value", "status"),
    [
        (SOCKET, "yes", Status.PASS),
        (SOCKET, "1", Status.PASS),
        (SOCKET, "no", Status.FAIL),
        (READER, "no", Status.PASS),
    ],
)
def test_a_daemon_must_be_fed(text: str, value: str, status: Status) -> None:
    assert judged(rsyslog(text), forward(value)).status is status


def test_without_a_daemon_nothing_is_sent_on() -> None:
    assert judged(forward("yes"), want="no").status is Status.FAIL
    assert judged(forward("no"), want="no").status is Status.PASS
    assert judged(journal("[Journal]\n"), want="no").status is Status.PASS


def test_each_question_is_asked_where_it_means_something() -> None:
    assert judged(forward("no")).reason is Exempt.NOT_USED
    assert judged(rsyslog(SOCKET), forward("no"), want="no").reason is Exempt.NOT_USED
    assert judged(rsyslog(SOCKET)).reason is Exempt.NOT_USED
    still = rsyslog(SOCKET) | units(idle=("rsyslog",))
    assert judged(still, forward("yes"), want="no").status is Status.FAIL


def test_malformed_and_denied_are_unknown() -> None:
    refused = {journald.FILES: ItemStatus.DENIED}
    odd = rsyslog('module(load="imuxsock"\n')

    assert judged(rsyslog(SOCKET), refused).reason is Reason.PERMISSION
    assert judged(odd, forward("yes")).reason is Reason.UNPARSEABLE
