import pytest

from audit4.evidence import Item, ItemStatus, Reason, Setting
from audit4.facts.unpackaged import UNPACKAGED_FILES
from audit4.finding import Status
from audit4.testing import evidence, judge

CHECK = "layer3_assessment.unpackaged"

FOUND = "dpkg 900\n/usr/bin/x\n/etc/systemd/system/a.service\n"


@pytest.mark.parametrize(
    ("place", "status"),
    [("/usr/bin/*", Status.FAIL), ("/usr/sbin/*", Status.PASS)],
)
def test_judges_the_places_asked_for(place: str, status: Status) -> None:
    assert judge(CHECK, evidence({UNPACKAGED_FILES: FOUND}), places=[place]).status is (
        status
    )


def test_what_is_known_is_no_finding() -> None:
    seen = evidence({UNPACKAGED_FILES: FOUND})

    verdict = judge(CHECK, seen, places=["/usr/bin/*"], known=["/usr/bin/x"])

    assert verdict.status is Status.PASS


@pytest.mark.parametrize(
    ("settings", "status"),
    [
        ({}, Status.UNKNOWN),
        ({"local_startup": []}, Status.FAIL),
        ({"local_startup": ["/etc/systemd/system/a.*"]}, Status.PASS),
        ({"local_startup": "yes"}, Status.UNKNOWN),
    ],
)
def test_what_may_be_local_is_held_against_the_inventory(
    settings: dict[str, object], status: Status
) -> None:
    seen = evidence({UNPACKAGED_FILES: FOUND}, setting=Setting(settings=settings))

    verdict = judge(CHECK, seen, places=["/etc/*"], declared="local_startup")

    assert verdict.status is status


def test_nothing_local_needs_no_declaration() -> None:
    seen = evidence({UNPACKAGED_FILES: "rpm 1500\n\n"})

    verdict = judge(CHECK, seen, places=["/etc/*"], declared="local_startup")

    assert verdict.status is Status.PASS


@pytest.mark.parametrize("text", ["", "dpkg\n", "dpkg x\n", "dpkg 1\n/a\n"])
def test_an_answer_that_makes_no_sense_is_unknown(text: str) -> None:
    verdict = judge(CHECK, evidence({UNPACKAGED_FILES: text}), places=["*"])

    assert verdict.reason is Reason.UNPARSEABLE


@pytest.mark.parametrize(
    ("exit_code", "reason"), [(127, Reason.MISSING_TOOL), (1, Reason.UNPARSEABLE)]
)
def test_without_an_answer_it_is_unknown(exit_code: int, reason: Reason) -> None:
    item = Item(
        probe=UNPACKAGED_FILES.id, name="", status=ItemStatus.FAILED, exit=exit_code
    )

    verdict = judge(CHECK, evidence({UNPACKAGED_FILES: item}), places=["*"])

    assert verdict.reason is reason
