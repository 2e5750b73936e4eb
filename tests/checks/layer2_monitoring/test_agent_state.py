import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.agents import CONFIGS, STATUS
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, conf, host, rows, says, units

PARTS = "Component.AM.mode: on\nComponent.AM.driverOffline: {}\n"
CLAMD = "/etc/clamav/clamd.conf"
ON_ACCESS = conf(CLAMD, "# OnAccessIncludePath /x\nOnAccessIncludePath /home\n")
GUARDED = units("clamav-daemon", "clamav-clamonacc")


def judged(
    want: str, *raws: Seen, kind: str = "", data: str = "av-products"
) -> Verdict:
    return judge(
        "layer2_monitoring.agent_state",
        host(*raws),
        products=rows(data),
        want=want,
        kind=kind,
    )


def test_clamav_looks_at_files_as_they_are_used_with_its_second_daemon() -> None:
    assert judged("realtime", ON_ACCESS, GUARDED).status is Status.PASS


@pytest.mark.parametrize(
    "raws",
    [
        (ON_ACCESS, units("clamav-daemon")),
        (conf(CLAMD, "#OnAccessIncludePath /home\n"), GUARDED),
        (conf(CLAMD, "OnAccessPrevention yes\n"), GUARDED),
        (GUARDED,),
    ],
)
def test_clamav_without_daemon_or_path_does_not(raws: tuple[Seen, ...]) -> None:
    verdict = judged("realtime", *raws)

    assert (verdict.status, verdict.items) == (Status.FAIL, ("ClamAV",))


@pytest.mark.parametrize(
    ("service", "status", "verdict"),
    [
        ("mdatp", {"mdatp": "real_time_protection_enabled : true"}, Status.PASS),
        ("mdatp", {"mdatp": "real_time_protection_enabled : false"}, Status.FAIL),
        ("mdatp", {"mdatp": "healthy : true"}, Status.UNKNOWN),
        (
            "kesl",
            {"kesl": "File Threat Protection: Available and running"},
            Status.PASS,
        ),
        (
            "kesl",
            {"kesl": "File Threat Protection: Available and stopped"},
            Status.FAIL,
        ),
        ("falcon-sensor", {"falcon": 'aid="1a", rfm-state=false.'}, Status.PASS),
        ("falcon-sensor", {"falcon": 'aid="1a", rfm-state=true.'}, Status.FAIL),
        ("sentinelone", {"sentinelone": "Connectivity  Off"}, Status.PASS),
        ("bkav", {}, Status.UNKNOWN),
    ],
)
def test_what_a_product_says_of_itself_decides(
    service: str, status: dict[str, str], verdict: Status
) -> None:
    assert judged("realtime", units(service), says(**status)).status is verdict


def test_trend_micro_must_have_both_engine_and_driver() -> None:
    up = says(dsa="AgentStatus.agentState: green", dsa_parts=PARTS.format("false"))
    down = says(dsa="AgentStatus.agentState: green", dsa_parts=PARTS.format("true"))

    assert judged("realtime", units("ds_agent"), up).status is Status.PASS
    assert judged("realtime", units("ds_agent"), down).status is Status.FAIL


def test_one_product_in_the_wanted_state_is_enough() -> None:
    both = units("clamav-daemon", "mdatp")

    good = says(mdatp="real_time_protection_enabled : true")

    assert judged("realtime", both, good).status is Status.PASS


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (units("clamav-daemon"), Status.FAIL),
        (units("kesl"), Status.FAIL),
        (units("kesl", "klnagent64"), Status.PASS),
        (units("mdatp") | says(mdatp='org_id : "1-2"'), Status.PASS),
        (units("mdatp") | says(mdatp='org_id : ""'), Status.FAIL),
        (units("bkav"), Status.UNKNOWN),
    ],
)
def test_a_managed_product_has_its_management_agent(raw: Seen, status: Status) -> None:
    assert judged("managed", raw).status is status


@pytest.mark.parametrize(
    ("jails", "status"), [("1", Status.PASS), ("0", Status.FAIL), ("?", Status.FAIL)]
)
def test_fail2ban_without_a_jail_does_nothing(jails: str, status: Status) -> None:
    raw = units("fail2ban") | says(fail2ban=f"Status\n|- Number of jail:\t{jails}\n")

    assert judged("realtime", raw, data="host-ids", kind="ids").status is status


def test_crowdsec_without_a_bouncer_blocks_nothing() -> None:
    bouncer = units("crowdsec", "crowdsec-firewall-bouncer")

    assert judged("realtime", units("crowdsec"), data="host-ids").status is Status.FAIL
    assert judged("realtime", bouncer, data="host-ids").status is Status.PASS


def test_where_none_runs_nothing_is_asked() -> None:
    assert judged("realtime").reason is Exempt.NOT_INSTALLED
    idle = units(idle=("clamav-daemon",))
    assert judged("realtime", idle).reason is Exempt.NOT_INSTALLED
    assert judged("realtime", units("kesl"), kind="edr").reason is Exempt.NOT_INSTALLED


def test_what_cannot_be_read_is_unknown() -> None:
    (clamd,) = (p for p in CONFIGS if p.path == CLAMD)
    gone = judged("realtime", units("mdatp"))
    slow = judged("realtime", units("mdatp"), {STATUS["mdatp"]: ItemStatus.TIMEOUT})
    denied = judged("realtime", GUARDED, {clamd: ItemStatus.DENIED})
    hostile = judged("realtime", units("mdatp"), says(mdatp="\x00" * 5000))

    assert gone.reason is Reason.MISSING_TOOL
    assert slow.reason is Reason.TIMEOUT
    assert denied.reason is Reason.PERMISSION
    assert hostile.reason is Reason.UNPARSEABLE
