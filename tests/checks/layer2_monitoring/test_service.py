import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import services
from audit4.finding import Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, host, units


def judged(want: str, *raws: Seen, idle: tuple[str, ...] = ()) -> Verdict:
    seen = host(*raws, *([units(idle=idle)] if idle else []))
    return judge("layer2_monitoring.service", seen, any_of=("a", "b"), want=want)


@pytest.mark.parametrize("want", ["running", "enabled"])
def test_one_of_the_alternatives_is_enough(want: str) -> None:
    verdict = judged(want, units("b"))

    assert verdict.status is Status.PASS
    assert verdict.actual == f"b: {want}"


@pytest.mark.parametrize("want", ["running", "enabled"])
def test_installed_is_neither_running_nor_enabled(want: str) -> None:
    verdict = judged(want, idle=("a",))

    assert verdict.status is Status.FAIL
    assert verdict.items == ("a.service",)


def test_none_of_them_there_fails() -> None:
    assert judged("running").status is Status.FAIL


def test_a_static_unit_counts_as_enabled() -> None:
    raw = {services.UNIT_FILES: "a.service static -\n"}

    assert judged("enabled", raw).status is Status.PASS


def test_an_empty_answer_is_unknown() -> None:
    verdict = judged("running", {services.UNITS: ""})

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.UNPARSEABLE)


def test_a_missing_tool_is_unknown() -> None:
    verdict = judged("running", {services.UNITS: ItemStatus.ABSENT})

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.MISSING_TOOL)
