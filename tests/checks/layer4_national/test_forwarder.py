import pytest

from audit4.evidence import ItemStatus, Reason, Setting
from audit4.facts import syslog
from audit4.facts.agent_products import Product
from audit4.finding import Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, host, rsyslog, units

FLEET = Product(id="fleet", name="F", evidence="documentation", services=("fleet",))


def judged(*raws: Seen, named: object = None) -> Verdict:
    setting = Setting(settings={"log_targets": named} if named else {})
    return judge(
        "layer4_national.forwarder", host(*raws, setting=setting), products=(FLEET,)
    )


@pytest.mark.parametrize(
    "named", [["192.0.2.9"], "192.0.2.9", ["192.0.2.9:6514", "x"], "tcp://192.0.2.9:1"]
)
def test_the_named_target_passes(named: object) -> None:
    verdict = judged(rsyslog("*.* @@192.0.2.9:6514\n"), named=named)

    assert verdict.status is Status.PASS
    assert verdict.message is None


def test_names_are_compared_without_case() -> None:
    assert judged(rsyslog("*.* @@SIEM.example\n"), named="siem.Example").status is (
        Status.PASS
    )


def test_another_target_fails_and_is_shown() -> None:
    verdict = judged(rsyslog("*.* @@198.51.100.1\n"), named=["192.0.2.9"])

    assert verdict.status is Status.FAIL
    assert verdict.items == ("rsyslog: tcp://198.51.100.1",)


def test_one_right_target_among_others_passes() -> None:
    raw = rsyslog("*.* @@198.51.100.1\n*.* @@192.0.2.9\n")

    assert judged(raw, named=["192.0.2.9"]).status is Status.PASS


def test_without_a_named_target_only_existence_is_judged_and_said() -> None:
    verdict = judged(rsyslog("*.* @@198.51.100.1\n"))

    assert verdict.status is Status.PASS
    assert verdict.message is not None


@pytest.mark.parametrize("named", [None, ["192.0.2.9"]])
def test_no_forwarding_fails(named: object) -> None:
    assert judged(named=named).status is Status.FAIL
    assert judged(rsyslog("*.* @127.0.0.1\n"), named=named).status is Status.FAIL


def test_a_named_loopback_does_not_make_it_leave_the_host() -> None:
    assert judged(rsyslog("*.* @127.0.0.1\n"), named="127.0.0.1").status is (
        Status.FAIL
    )


def test_a_forwarder_that_stands_still_fails() -> None:
    raw = rsyslog("*.* @@192.0.2.9\n") | units(idle=("rsyslog",))

    assert judged(raw, named="192.0.2.9").status is Status.FAIL


def test_an_agent_whose_target_cannot_be_seen_is_unknown() -> None:
    assert judged(units("fleet"), named="192.0.2.9").reason is Reason.UNSUPPORTED


def test_denied_and_malformed_are_unknown() -> None:
    assert judged(rsyslog(), {syslog.RSYSLOG: ItemStatus.DENIED}).reason is (
        Reason.PERMISSION
    )
    assert judged(rsyslog("action(")).reason is Reason.UNPARSEABLE
