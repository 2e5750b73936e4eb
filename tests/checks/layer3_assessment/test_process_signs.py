import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.processes import EXES, PS
from audit4.finding import Status
from audit4.testing import judge
from tests.checks.system_literals import host

CHECK = "layer3_assessment.process_signs"


@pytest.mark.parametrize(
    ("judged", "comm", "exe", "status"),
    [
        ("kernel-name", "kworker/0:1", "", Status.PASS),
        ("kernel-name", "kworker/0:1", "/usr/bin/x", Status.FAIL),
        ("kernel-name", "[kthreadd]", "/opt/x", Status.FAIL),
        ("kernel-name", "kworkerd", "/usr/bin/kworkerd", Status.PASS),
        ("kernel-name", "kswapd-exporter", "/usr/bin/x", Status.PASS),
        ("kernel-name", "watchdog", "/usr/sbin/watchdog", Status.PASS),
        ("known", "xmrig", "/opt/x", Status.FAIL),
        ("known", "x", "/opt/xmrig-6 (deleted)", Status.FAIL),
        ("known", "not-xmrig", "/opt/not-xmrig", Status.PASS),
        ("hidden", "x", "/var/lib/.x/run", Status.FAIL),
        ("hidden", "x", "/opt/.run", Status.FAIL),
        ("hidden", "x", "/opt/ ../run", Status.FAIL),
        ("hidden", "x", "/home/lan/.local/bin/x", Status.PASS),
        ("hidden", "x", "/usr/lib/jvm/java-1.17/x", Status.PASS),
    ],
)
def test_judges_processes(judged: str, comm: str, exe: str, status: Status) -> None:
    link = f"0777 0 0 l 0 1700000000 {exe}"
    seen = host({PS: f"7 1 0 {comm}\n", EXES: {"/proc/7/exe": link} if exe else {}})

    verdict = judge(
        CHECK, seen, judge=judged, names=["xmrig*"], usual=["/home/*/.local/*"]
    )

    assert verdict.status is status


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.TIMEOUT, Reason.TIMEOUT),
        ("PID\n", Reason.UNPARSEABLE),
        (ItemStatus.ABSENT, Reason.MISSING_TOOL),
    ],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    assert judge(CHECK, host({PS: raw}), judge="known").reason is reason
