from audit4.evidence import ItemStatus, Reason
from audit4.facts import services, syslog
from audit4.facts.agent_products import Product
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, host, rsyslog, units

FLEET = Product(id="fleet", name="F", evidence="documentation", services=("fleet",))
FORWARD = rsyslog("*.* @@s.example\n")


def judged(*raws: Seen) -> Verdict:
    return judge("layer4_national.forwarder_boot", host(*raws), products=(FLEET,))


def test_a_forwarder_that_starts_at_boot_passes() -> None:
    assert judged(FORWARD).actual == "rsyslog: tcp://s.example"


def test_one_started_by_hand_fails_once_and_is_named() -> None:
    by_hand = {services.UNIT_FILES: "rsyslog.service disabled enabled\n"}
    text = {syslog.RSYSLOG: "*.* @@s.example\n*.* @@t.example\n"}

    verdict = judged(FORWARD, by_hand, text)

    assert (verdict.status, verdict.items) == (Status.FAIL, ("rsyslog",))


def test_without_forwarding_nothing_is_asked() -> None:
    assert judged(rsyslog("*.* /var/log/all\n")).reason is Exempt.NOT_USED


def test_what_cannot_be_seen_is_unknown() -> None:
    assert judged(units("fleet")).reason is Reason.UNSUPPORTED
    assert judged(FORWARD, {services.UNITS: ""}).reason is Reason.UNPARSEABLE
    assert judged(FORWARD, {syslog.RSYSLOG: ItemStatus.DENIED}).reason is (
        Reason.PERMISSION
    )
