from audit4.evidence import ItemStatus, Reason
from audit4.facts import packages
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, host, units

CHRONY = {packages.DPKG: "install ok installed\tchrony\t4.3\tamd64\n"}
REMOVED = {packages.DPKG: "deinstall ok config-files\tchrony\t4.3\tamd64\n"}


def judged(*raws: Seen, container: bool = False, **parameters: object) -> Verdict:
    given = {"names": ("chrony",), "instead": ("ntpd",), **parameters}
    seen = host(*raws, container=container)
    return judge("layer2_monitoring.package_chosen", seen, **given)


def test_the_package_is_there_or_missed() -> None:
    assert judged(CHRONY).actual == "chrony"
    assert judged().status is Status.FAIL
    assert judged(REMOVED, units("x")).status in {Status.FAIL, Status.UNKNOWN}


def test_another_way_in_use_makes_it_needless() -> None:
    assert judged(units("ntpd")).reason is Exempt.NOT_USED
    assert judged(units(idle=("ntpd",))).status is Status.FAIL


def test_what_a_larger_package_brings_is_seen_by_its_unit() -> None:
    seen = units(idle=("systemd-timesyncd",))

    assert judged(seen, units=("systemd-timesyncd",)).status is Status.PASS


def test_a_part_is_asked_for_only_with_the_whole() -> None:
    assert judged(only_with=("rsyslog",)).reason is Exempt.NOT_INSTALLED
    assert judged(units("rsyslog"), only_with=("rsyslog",)).status is Status.FAIL


def test_a_container_needs_no_tool_for_the_kernel() -> None:
    assert judged(container=True, own_kernel=True).reason is Exempt.CONTAINER
    assert judged(container=True).status is Status.FAIL


def test_malformed_and_denied_are_unknown() -> None:
    assert judged({packages.DPKG: "?\n"}).reason is Reason.UNPARSEABLE
    assert judged({packages.DPKG: ItemStatus.DENIED}).reason is Reason.PERMISSION
    assert judged({packages.DPKG: ItemStatus.ABSENT}).reason is Reason.MISSING_TOOL
