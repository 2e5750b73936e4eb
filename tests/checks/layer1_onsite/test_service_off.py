import pytest

from audit4.evidence import Evidence, ItemStatus, Port, Probe, Reason, Setting
from audit4.facts.inetd import INETD_CONF, XINETD_CONF, XINETD_FILES
from audit4.facts.listeners import SS
from audit4.facts.os import INIT_MARKS, INIT_NAME
from audit4.facts.processes import PS
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


OLD: dict[Probe, Raw] = {
    INIT_MARKS: {},
    INIT_NAME: "init\n",
    SCRIPTS: {"/etc/init.d/telnetd": DIRECTORY},
}


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({}, Status.PASS),
        ({RUNLEVELS: {"/etc/rc3.d/S20telnetd": DIRECTORY}}, Status.FAIL),
        ({PS: "1 0 0 init\n7 1 0 in.telnetd\n"}, Status.FAIL),
    ],
)
def test_sysvinit_is_judged_by_its_links_and_by_what_runs(
    changed: dict[Probe, Raw], status: Status
) -> None:
    assert judged(host({**OLD, **changed})).status is status


def test_sysvinit_without_a_process_to_look_for_is_unknown() -> None:
    Service = load_check(CHECK).parameters["catalogue"].annotation.__args__[0]  # noqa: N806 - a class
    row = Service(name="telnet", units=("telnetd",))

    verdict = judge(CHECK, host(OLD), service="telnet", catalogue=(row,))

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.UNSUPPORTED)


@pytest.mark.parametrize(
    ("state", "links", "status"),
    [
        ("generated", {}, Status.PASS),
        ("generated", {"/etc/rc3.d/S20telnetd": DIRECTORY}, Status.FAIL),
        ("linked", {}, Status.PASS),
        ("indirect", {}, Status.PASS),
        ("alias", {}, Status.PASS),
        ("masked", {"/etc/rc3.d/S20telnetd": DIRECTORY}, Status.PASS),
    ],
)
def test_a_unit_of_an_old_script_starts_where_a_runlevel_links_it(
    state: str, links: dict[str, str], status: Status
) -> None:
    changed: dict[Probe, Raw] = {
        UNIT_FILES: FILE + f"telnetd.service {state}\n",
        SCRIPTS: {"/etc/init.d/telnetd": DIRECTORY},
        RUNLEVELS: links,
    }

    assert judged(host(changed)).status is status


def test_an_old_script_that_an_old_systemd_does_not_list_counts() -> None:
    changed: dict[Probe, Raw] = {
        SCRIPTS: {"/etc/rc.d/init.d/telnetd": DIRECTORY},
        RUNLEVELS: {"/etc/rc.d/rc3.d/S20telnetd": DIRECTORY},
    }

    assert judged(host(changed)).status is Status.FAIL


def test_an_instance_of_a_template_counts() -> None:
    running = host({UNITS: UNIT + "telnetd@a.service loaded active running x\n"})
    enabled = host({UNIT_FILES: FILE + "telnetd@.service enabled\n"})

    assert judged(running).status is Status.FAIL
    assert judged(enabled).status is Status.FAIL


def test_a_port_of_the_dossier_may_say_that_it_is_needed() -> None:
    Service = load_check(CHECK).parameters["catalogue"].annotation.__args__[0]  # noqa: N806 - a class
    row = Service(name="web", processes=("nginx",), declared=("tcp/443",))
    seen: dict[Probe, Raw] = {SS: listening("tcp 0.0.0.0:443 nginx")}
    named = host(seen, setting=Setting(ports=(Port(number=443),)))

    declared = judge(CHECK, named, service="web", catalogue=(row,))
    silent = judge(CHECK, host(seen), service="web", catalogue=(row,))

    assert (declared.status, declared.reason) == (Status.NOT_APPLICABLE, Exempt.ROLE)
    assert silent.status is Status.FAIL


@pytest.mark.parametrize(
    ("files", "status"),
    [
        (
            {"/etc/xinetd.d/telnet": XINETD.replace("disable = no", "id = x")},
            Status.FAIL,
        ),
        ({"/etc/xinetd.d/telnet.rpmsave": XINETD}, Status.PASS),
        ({"/etc/xinetd.d/telnet~": XINETD}, Status.PASS),
        ({"/etc/xinetd.d/t": XINETD.replace("telnet", "TELNET", 1)}, Status.FAIL),
    ],
)
def test_xinetd_reads_its_folder_as_it_does(
    files: dict[str, str], status: Status
) -> None:
    assert judged(host({**WITH_XINETD, XINETD_FILES: files})).status is status


@pytest.mark.parametrize(
    ("defaults", "status"),
    [
        ("disabled = telnet tftp", Status.PASS),
        ("disabled += tftp", Status.FAIL),
        ("enabled = tftp", Status.PASS),
        ("enabled = telnet", Status.FAIL),
    ],
)
def test_xinetds_defaults_say_what_answers(defaults: str, status: Status) -> None:
    changed: dict[Probe, Raw] = {
        **WITH_XINETD,
        XINETD_CONF: f"defaults\n{{\n  {defaults}\n}}\n",
        XINETD_FILES: {"/etc/xinetd.d/telnet": XINETD},
    }

    assert judged(host(changed)).status is status


def test_a_super_server_started_by_hand_answers_too() -> None:
    changed: dict[Probe, Raw] = {
        PS: "1 0 0 systemd\n7 1 0 xinetd\n",
        XINETD_FILES: {"/etc/xinetd.d/telnet": XINETD},
    }

    assert judged(host(changed)).status is Status.FAIL


def test_a_super_server_reads_its_own_files_alone() -> None:
    changed: dict[Probe, Raw] = {
        UNIT_FILES: FILE + "inetd.service enabled\n",
        XINETD_FILES: {"/etc/xinetd.d/telnet": XINETD},
    }

    assert judged(host(changed)).status is Status.PASS


def test_inetd_may_name_a_port_instead() -> None:
    changed: dict[Probe, Raw] = {
        UNIT_FILES: FILE + "inetd.service enabled\n",
        INETD_CONF: "23 stream tcp nowait root /usr/sbin/tcpd in.telnetd\n",
    }

    assert judged(host(changed)).status is Status.FAIL


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
