import pytest

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts.core_dumps import COREDUMP_CONF, COREDUMP_PROGRAM
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.system_cases import having

THERE: dict[Probe, Raw] = {
    COREDUMP_PROGRAM: {"/usr/lib/systemd/systemd-coredump": "0755 0 0 f 9 1700000000"}
}
BY_PATH = {probe.path: probe for probe in COREDUMP_CONF}
MAIN = "/etc/systemd/coredump.conf"
DROPINS = "/etc/systemd/coredump.conf.d/*.conf"


def judged(*texts: tuple[str, str, str]) -> Verdict:
    changed: dict[Probe, Raw] = {BY_PATH[at]: {path: text} for at, path, text in texts}
    return judge(
        "layer1_onsite.coredump_option",
        having(THERE, changed),
        option="Storage",
        allowed=("none",),
        default="external",
    )


NONE = "[Coredump]\nStorage=none\n"
LATER = DROPINS.replace("*", "90-x")


@pytest.mark.parametrize(
    ("texts", "status"),
    [
        ([(MAIN, MAIN, NONE)], Status.PASS),
        ([(DROPINS, LATER, NONE)], Status.PASS),
        (
            [(MAIN, MAIN, NONE), (DROPINS, LATER, "[Coredump]\nStorage=journal\n")],
            "fail",
        ),
        ([], Status.FAIL),
        ([(MAIN, MAIN, "[Coredump]\n#Storage=none\n")], Status.FAIL),
        ([(MAIN, MAIN, "[Journal]\nStorage=none\n")], Status.FAIL),
    ],
)
def test_judges_what_systemd_merges(
    texts: list[tuple[str, str, str]], status: Status
) -> None:
    assert judged(*texts).status == status


def test_without_systemd_coredump_there_is_nothing_to_set() -> None:
    verdict = judge(
        "layer1_onsite.coredump_option",
        having(),
        option="Storage",
        allowed=("none",),
        default="external",
    )

    assert verdict.reason is Exempt.NOT_INSTALLED


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.DENIED, Reason.PERMISSION),
        (ItemStatus.TRUNCATED, Reason.TRUNCATED),
    ],
)
def test_missing_evidence_is_unknown(raw: ItemStatus, reason: Reason) -> None:
    verdict = judge(
        "layer1_onsite.coredump_option",
        having(THERE, {BY_PATH[MAIN]: raw}),
        option="Storage",
        allowed=("none",),
        default="external",
    )

    assert verdict.reason is reason
