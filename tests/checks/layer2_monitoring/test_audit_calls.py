import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import auditd
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, audit, captured, host

B64 = "-a always,exit -F arch=b64 -S adjtimex,settimeofday -F key=t\n"


def judged(
    *raws: Seen,
    arches: tuple[str, ...] = ("b64",),
    container: bool = False,
) -> Verdict:
    seen = host(*raws, container=container)
    return judge(
        "layer2_monitoring.audit_calls",
        seen,
        calls=("adjtimex", "settimeofday"),
        arches=arches,
        narrowing=("auid", "a0"),
    )


def test_calls_of_a_real_kernels_rules_pass() -> None:
    assert judged(audit(captured("debian12", "auditd.loaded"))).status is Status.PASS


def test_a_program_of_the_other_architecture_evades() -> None:
    verdict = judged(audit(B64), arches=("b64", "b32"))

    assert verdict.items == ("b32 adjtimex", "b32 settimeofday")


@pytest.mark.parametrize(
    ("rule", "status"),
    [
        ("-a always,exit -S adjtimex,settimeofday", Status.PASS),
        ("-a always,exit -F arch=b64 -S all", Status.PASS),
        (B64.replace("-F key", "-F auid>=1000 -F auid!=-1 -F key"), Status.PASS),
        (B64.replace("-F key", "-F euid=0 -F key"), Status.FAIL),
        (B64.replace("-F key", "-F exe=/x -F key"), Status.FAIL),
        (B64.replace("-F key", "-C uid!=euid -F key"), Status.FAIL),
        (B64.replace("always", "never"), Status.FAIL),
        (B64.replace("adjtimex,", ""), Status.FAIL),
        ("-a never,task\n" + B64, Status.FAIL),
        ("No rules", Status.FAIL),
    ],
)
def test_only_a_rule_for_everybody_counts(rule: str, status: Status) -> None:
    assert judged(audit(f"{rule}\n")).status is status


def test_absent_container_malformed_and_denied_differ() -> None:
    assert judged().status is Status.FAIL
    assert judged(container=True).reason is Exempt.CONTAINER
    assert judged(audit("???\n")).reason is Reason.UNPARSEABLE
    assert judged(audit(), {auditd.LOADED: ItemStatus.DENIED}).reason is (
        Reason.PERMISSION
    )
