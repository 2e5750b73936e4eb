import pytest

from audit4.evidence import Item, ItemStatus, Reason
from audit4.facts.malware import CORE_PROGRAMS
from audit4.finding import Status
from audit4.testing import evidence, judge

CHECK = "layer3_assessment.core_programs"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("usr/bin/ls: OK\nusr/sbin/sshd: OK\n", Status.PASS),
        ("usr/bin/ls: OK\nusr/sbin/sshd: FAILED\n", Status.FAIL),
        ("/usr/bin/ls: OK\n", Status.PASS),  # rpm names them whole
        ("usr/bin/ls: OK\nbin/x: FAILED open or read\n", Status.PASS),  # diverted
        ("usr/bin/ls: OK\nnonsense\n\x00: FAILE\n", Status.PASS),
    ],
)
def test_judges_by_the_packages_digests(text: str, status: Status) -> None:
    item = Item(
        probe=CORE_PROGRAMS.id,
        name="",
        status=ItemStatus.FAILED if "FAILED" in text else ItemStatus.OK,
        content=text,
        exit=1 if "FAILED" in text else 0,
    )

    assert judge(CHECK, evidence({CORE_PROGRAMS: item})).status is status


def test_names_what_changed_and_knows_what_is_allowed() -> None:
    seen = evidence({CORE_PROGRAMS: "bin/ps: FAILED\nbin/ls: OK\n"})

    assert judge(CHECK, seen).items == ("/bin/ps",)
    assert judge(CHECK, seen, allowed=["/bin/ps"]).status is Status.PASS


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.TIMEOUT, Reason.TIMEOUT),
        ("", Reason.UNSUPPORTED),
        (ItemStatus.DENIED, Reason.PERMISSION),
    ],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    assert judge(CHECK, evidence({CORE_PROGRAMS: raw})).reason is reason
