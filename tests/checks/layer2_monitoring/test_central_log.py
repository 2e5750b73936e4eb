import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import processes, syslog
from audit4.facts.agent_products import Product
from audit4.finding import Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, conf, host, rsyslog, units

WAZUH = Product(
    id="wazuh",
    name="Wazuh",
    evidence="documentation",
    services=("wazuh-agent",),
    processes=("wazuh-agentd",),
    config=("/var/ossec/etc/ossec.conf",),
    format="tags",
    targets=("ossec_config.client.server.address",),
    encrypted=True,
)
FLEET = Product(
    id="fleet", name="Fleet", evidence="documentation", services=("elastic-agent",)
)
UPLOAD = Product(
    id="journal-upload",
    name="Upload",
    evidence="documentation",
    processes=("systemd-journal-upload",),
    config=("/etc/systemd/journal-upload.conf",),
    format="ini",
    targets=("upload.url",),
)
OSSEC = "<ossec_config><client><server><address>{}</address></server></client>"


def judged(*raws: Seen) -> Verdict:
    return judge(
        "layer2_monitoring.central_log", host(*raws), products=(WAZUH, FLEET, UPLOAD)
    )


@pytest.mark.parametrize(
    "text",
    [
        "*.* @192.0.2.9",
        "*.* @@siem.example:6514",
        "auth,authpriv.* @@siem.example",
        '*.* action(type="omfwd" target="192.0.2.9" protocol="tcp")',
        'action(type="omrelp" target="siem.example" port="2514")',
    ],
)
def test_everything_sent_elsewhere_passes(text: str) -> None:
    assert judged(rsyslog(text + "\n")).status is Status.PASS


@pytest.mark.parametrize(
    "text",
    [
        "*.* @127.0.0.1",
        "*.* @@localhost:514",
        '*.* action(type="omfwd" target="::1")',
        "# *.* @@siem.example",
        "*.* /var/log/all",
    ],
)
def test_nothing_that_leaves_the_host_fails(text: str) -> None:
    assert judged(rsyslog(text + "\n")).status is Status.FAIL


@pytest.mark.parametrize(
    "text",
    [
        "mail.* @@siem.example",
        "*.*;authpriv.none @@siem.example",
        "authpriv.* stop\n*.* @@siem.example",
        "if $programname == 'x' then @@siem.example",
    ],
)
def test_only_a_part_sent_fails_and_the_channel_is_named(text: str) -> None:
    verdict = judged(rsyslog(text + "\n"))

    assert verdict.status is Status.FAIL
    assert verdict.items == ("rsyslog: tcp://siem.example",)


def test_a_sender_that_stands_still_fails() -> None:
    idle = units(idle=("rsyslog",))

    assert judged(rsyslog("*.* @@siem.example\n"), idle).status is Status.FAIL


def test_a_drop_in_counts_where_it_is_included() -> None:
    main = "$IncludeConfig /etc/rsyslog.d/*.conf\n"

    assert judged(rsyslog(main, fwd="*.* @@siem.example\n")).status is Status.PASS
    assert judged(rsyslog("\n", fwd="*.* @@siem.example\n")).status is Status.FAIL


def test_an_agent_with_a_target_passes() -> None:
    raw = conf("/var/ossec/etc/ossec.conf", OSSEC.format("192.0.2.9"))

    assert judged(units("wazuh-agent"), raw).actual == "wazuh: tls://192.0.2.9"


def test_an_agent_seen_by_its_process_counts_too() -> None:
    raw = conf("/var/ossec/etc/ossec.conf", OSSEC.format("192.0.2.9"))
    running = {processes.PS: "7 1 0 wazuh-agentd\n"}

    assert judged(running, raw).status is Status.PASS


@pytest.mark.parametrize(
    ("comm", "exe", "status"),
    [
        ("systemd-journal", "/usr/lib/systemd/systemd-journald", Status.FAIL),
        ("systemd-journal", "/usr/lib/systemd/systemd-journal-upload", Status.PASS),
        ("systemd-journal", "", Status.FAIL),
    ],
)
def test_names_that_the_kernel_cuts_alike_are_told_apart(
    comm: str, exe: str, status: Status
) -> None:
    running: Seen = {
        processes.PS: f"7 1 0 {comm}\n",
        processes.EXES: {"/proc/7/exe": f"0777 0 0 l 0 1 {exe}"} if exe else {},
    }
    raw = conf("/etc/systemd/journal-upload.conf", "[Upload]\nURL=https://s.example\n")

    assert judged(running, raw).status is status


@pytest.mark.parametrize("target", ["127.0.0.1", "localhost"])
def test_an_agent_that_sends_to_itself_fails(target: str) -> None:
    raw = conf("/var/ossec/etc/ossec.conf", OSSEC.format(target))

    assert judged(units("wazuh-agent"), raw).status is Status.FAIL


def test_an_agent_that_stands_still_fails() -> None:
    raw = conf("/var/ossec/etc/ossec.conf", OSSEC.format("192.0.2.9"))

    assert judged(units(idle=("wazuh-agent",)), raw).status is Status.FAIL


@pytest.mark.parametrize(
    ("unit", "reason"),
    [("wazuh-agent", Reason.NOT_COLLECTED), ("elastic-agent", Reason.UNSUPPORTED)],
)
def test_an_agent_whose_target_cannot_be_seen_is_unknown(
    unit: str, reason: Reason
) -> None:
    verdict = judged(units(unit))

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, reason)


def test_an_include_from_elsewhere_may_hold_it() -> None:
    verdict = judged(rsyslog("$IncludeConfig /opt/*.conf\n"))

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.NOT_COLLECTED)


def test_denied_and_malformed_are_unknown() -> None:
    denied = judged(rsyslog(), {syslog.RSYSLOG: ItemStatus.DENIED})

    assert denied.reason is Reason.PERMISSION
    assert judged(rsyslog("action(")).reason is Reason.UNPARSEABLE
