from audit4.evidence import ItemStatus, Reason
from audit4.facts.updates import REBOOT
from audit4.finding import Status
from audit4.testing import judge
from tests.checks.system_literals import host

CHECK = "layer1_onsite.updates_reboot"


def test_the_mark_fails() -> None:
    seen = host({REBOOT: {"/run/reboot-required": "0644 0 0 f 30 1700000000"}})

    assert judge(CHECK, seen).status is Status.FAIL


def test_no_mark_passes() -> None:
    seen = host({REBOOT: {"/run/reboot-required": ItemStatus.ABSENT}})

    assert judge(CHECK, seen).status is Status.PASS


def test_a_mark_that_may_not_be_looked_for_is_unknown() -> None:
    seen = host({REBOOT: {"/run/reboot-required": ItemStatus.DENIED}})

    assert judge(CHECK, seen).reason is Reason.PERMISSION


def test_a_stat_that_makes_no_sense_is_unknown() -> None:
    seen = host({REBOOT: {"/run/reboot-required": "odd"}})

    assert judge(CHECK, seen).reason is Reason.UNPARSEABLE
