from audit4.evidence import ItemStatus, Reason
from audit4.facts import syslog
from audit4.facts.agent_products import Product
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, host, rsyslog, units

FLEET = Product(id="fleet", name="F", evidence="documentation", services=("fleet",))
QUEUE = ' queue.type="LinkedList" queue.filename="out"'
FORM = '*.* action(type="omfwd" target="s.example" protocol="tcp"{})\n'


def judged(*raws: Seen) -> Verdict:
    return judge("layer2_monitoring.forward_queue", host(*raws), products=(FLEET,))


def test_a_queue_on_disk_passes() -> None:
    assert judged(rsyslog(FORM.format(QUEUE))).status is Status.PASS


def test_a_queue_in_memory_fails() -> None:
    verdict = judged(rsyslog(FORM.format(' queue.type="LinkedList"')))

    assert verdict.status is Status.FAIL
    assert verdict.items == ("rsyslog: tcp://s.example",)


def test_one_channel_of_two_without_a_queue_fails() -> None:
    text = FORM.format(QUEUE) + "*.* @@t.example\n"

    assert judged(rsyslog(text)).items == ("rsyslog: tcp://t.example",)


def test_without_forwarding_nothing_is_asked() -> None:
    assert judged().reason is Exempt.NOT_USED


def test_what_cannot_be_seen_is_unknown() -> None:
    assert judged(units("fleet")).reason is Reason.UNSUPPORTED
    assert judged(rsyslog("{" * 99)).reason is Reason.UNPARSEABLE
    assert judged(rsyslog(), {syslog.RSYSLOG: ItemStatus.DENIED}).reason is (
        Reason.PERMISSION
    )
