import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import agents, auditd, processes
from audit4.facts.agent_products import Product
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, audit, conf, host, units

EXECVE = "-a always,exit -F arch={} -S execve -F auid>=1000 -F auid!=-1 -F key=e\n"
FLAGS = "/etc/osquery/osquery.flags"
PRODUCTS = (
    Product(id="sysmon", name="Sysmon", evidence="documentation", services=("sysmon",)),
    Product(
        id="osquery",
        name="osquery",
        evidence="documentation",
        processes=("osqueryd",),
        config=(FLAGS,),
        format="flags",
        requires=("audit_allow_process_events=true",),
    ),
)
OSQUERY = {processes.PS: "1 0 0 systemd\n9 1 0 osqueryd\n"}


def judged(
    *raws: Seen,
    arches: tuple[str, ...] = ("b64",),
    container: bool = False,
) -> Verdict:
    return judge(
        "layer2_monitoring.process_log",
        host(*raws, container=container),
        products=PRODUCTS,
        arches=arches,
    )


def test_audited_execve_passes() -> None:
    assert judged(audit(EXECVE.format("b64"))).actual == "execve"


def test_each_architecture_asked_for_must_be_audited() -> None:
    verdict = judged(audit(EXECVE.format("b64")), arches=("b64", "b32"))

    assert verdict.items == ("b32 execve",)


@pytest.mark.parametrize(
    "raw",
    [
        audit(),
        audit(EXECVE.format("b64"), status="enabled 0\npid 0\n"),
        audit("-a never,task\n" + EXECVE.format("b64")),
        audit("-a always,exit -F arch=b64 -S execve -F euid=0 -F key=e\n"),
        audit(rules=EXECVE.format("b64")),
        {},
    ],
)
def test_rules_that_record_nothing_or_root_alone_fail(raw: Seen) -> None:
    assert judged(raw).status is Status.FAIL


def test_an_agent_that_runs_is_as_good() -> None:
    assert judged(units("sysmon")).actual == "Sysmon"


def test_an_agent_that_stands_still_is_not() -> None:
    assert judged(units(idle=("sysmon",))).status is Status.FAIL


def test_an_agent_must_be_set_to_record() -> None:
    on = conf(FLAGS, "--audit_allow_process_events=true\n")
    off = conf(FLAGS, "--audit_allow_process_events=false\n")

    assert judged(OSQUERY, on).actual == "osquery"
    assert judged(OSQUERY, off).status is Status.FAIL


def test_in_a_container_only_an_agent_can_be_asked_for() -> None:
    assert judged(container=True).reason is Exempt.CONTAINER
    assert judged(units("sysmon"), container=True).status is Status.PASS


def test_denied_and_malformed_are_unknown() -> None:
    flags = next(p for p in agents.CONFIGS if p.path == FLAGS)

    assert judged(OSQUERY, {flags: ItemStatus.DENIED}).reason is Reason.PERMISSION
    assert judged(audit("?\n")).reason is Reason.UNPARSEABLE
    assert judged(audit(), {auditd.LOADED: ItemStatus.TIMEOUT}).reason is (
        Reason.TIMEOUT
    )
