import pytest

from audit4.evidence import Evidence, ItemStatus, Probe, Reason, Setting
from audit4.facts.inetd import INETD_CONF, XINETD_FILES
from audit4.facts.listeners import SS
from audit4.facts.os import INIT_MARKS, INIT_NAME
from audit4.facts.services import RUNLEVELS, SCRIPTS, UNIT_FILES, UNITS
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import Raw, judge, load_check
from tests.checks.system_literals import DIRECTORY, host, listening

CHECK = "layer1_onsite.service_off"


def judged(seen: Evidence) -> Verdict:
    Service = load_check(CHECK).parameters["catalogue"].annotation.__args__[0]  # noqa: N806 - a class
    row = Service(
        name="telnet",
        units=("telnet.socket", "telnetd"),
        processes=("in.telnetd",),
        ports=("tcp/23",),
        inetd=("telnet",),
        roles=("legacy",),
    )
    return judge(CHECK, seen, service="telnet", catalogue=(row,))


UNIT = "ssh.service loaded active running x\n"
FILE = "ssh.service enabled\n"
XINETD = "service telnet\n{\n  disable = no\n  server = /usr/sbin/in.telnetd\n}\n"
WITH_XINETD: dict[Probe, Raw] = {
    UNITS: UNIT,
    UNIT_FILES: FILE + "xinetd.service enabled\n",
}


def test_no_trace_of_it_passes() -> None:
    assert judged(host()).status is Status.PASS


@pytest.mark.parametrize(
    "changed",
    [
        {UNITS: UNIT + "telnet.socket loaded active listening x\n"},
        {UNIT_FILES: FILE + "telnetd.service enabled\n"},
        {SS: listening("tcp 127.0.0.1:23 busybox")},
        {SS: listening("tcp [::]:2323 in.telnetd")},
        {**WITH_XINETD, XINETD_FILES: {"/etc/xinetd.d/telnet": XINETD}},
        {
            UNIT_FILES: FILE + "openbsd-inetd.service enabled\n",
            INETD_CONF: "telnet stream tcp nowait root /usr/sbin/tcpd in.telnetd\n",
        },
    ],
)
def test_each_way_of_being_on_fails(changed: dict[Probe, Raw]) -> None:
    assert judged(host(changed)).status is Status.FAIL


@pytest.mark.parametrize(
    "changed",
    [
        {UNIT_FILES: FILE + "telnetd.service disabled\ntelnet.socket masked\n"},
        {XINETD_FILES: {"/etc/xinetd.d/telnet": XINETD}},
        {
            **WITH_XINETD,
            XINETD_FILES: {"/etc/xinetd.d/telnet": XINETD.replace("no", "yes")},
        },
        {
            UNIT_FILES: FILE + "inetd.service enabled\n",
            INETD_CONF: "#telnet stream tcp nowait root /usr/sbin/tcpd in.telnetd\n",
        },
    ],
)
def test_what_is_installed_and_off_passes(changed: dict[Probe, Raw]) -> None:
    assert judged(host(changed)).status is Status.PASS


def test_the_hosts_role_may_need_it() -> None:
    verdict = judged(host(setting=Setting(roles=frozenset({"legacy"}))))

    assert (verdict.status, verdict.reason) == (Status.NOT_APPLICABLE, Exempt.ROLE)


def test_sysvinit_that_starts_it_fails_and_one_that_may_run_it_is_unknown() -> None:
    old: dict[Probe, Raw] = {
        INIT_MARKS: {},
        INIT_NAME: "init\n",
        SCRIPTS: {"/etc/init.d/telnetd": DIRECTORY},
    }

    started = judged(host({**old, RUNLEVELS: {"/etc/rc3.d/S20telnetd": DIRECTORY}}))
    idle = judged(host(old))

    assert started.status is Status.FAIL
    assert (idle.status, idle.reason) == (Status.UNKNOWN, Reason.UNSUPPORTED)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({SS: ItemStatus.ABSENT}, Reason.MISSING_TOOL),
        ({SS: "garbage"}, Reason.UNPARSEABLE),
        ({UNITS: ItemStatus.TIMEOUT}, Reason.TIMEOUT),
        ({INETD_CONF: ItemStatus.DENIED}, Reason.PERMISSION),
    ],
)
def test_missing_evidence_is_unknown(changed: dict[Probe, Raw], reason: Reason) -> None:
    verdict = judged(host(changed))

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, reason)


def test_without_root_it_is_unknown() -> None:
    assert judged(host(privileged=False)).reason is Reason.PERMISSION
