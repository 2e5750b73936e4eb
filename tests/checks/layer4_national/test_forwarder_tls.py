import pytest

from audit4.evidence import ItemStatus, Reason, Setting
from audit4.facts import syslog
from audit4.facts.agent_products import Product
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, conf, host, rows, rsyslog, units

FILEBEAT = Product(
    id="filebeat",
    name="Filebeat",
    evidence="documentation",
    services=("filebeat",),
    config=("/etc/filebeat/filebeat.yml",),
    format="yaml",
    targets=("output.logstash.hosts",),
    tls=("output.logstash.ssl.enabled=true",),
    weak=("output.logstash.ssl.verification_mode=none",),
)
FLEET = Product(id="fleet", name="F", evidence="documentation", services=("fleet",))
TLS = (
    '*.* action(type="omfwd" target="s.example" protocol="tcp" StreamDriver="gtls" '
    'StreamDriverMode="1" StreamDriverAuthMode="{}")\n'
)
BEAT = "output.logstash:\n  hosts: ['s.example:5044']\n  ssl.enabled: {}\n"


def judged(
    *raws: Seen,
    verified: bool = False,
    named: object = None,
) -> Verdict:
    setting = Setting(settings={"log_targets": named} if named else {})
    return judge(
        "layer4_national.forwarder_tls",
        host(*raws, setting=setting),
        products=(FILEBEAT, FLEET),
        verified=verified,
    )


def beat(text: str) -> Seen:
    return units("filebeat") | conf("/etc/filebeat/filebeat.yml", text)


@pytest.mark.parametrize(
    ("auth", "verified", "status"),
    [
        ("x509/name", False, Status.PASS),
        ("x509/name", True, Status.PASS),
        ("anon", False, Status.PASS),
        ("anon", True, Status.FAIL),
    ],
)
def test_tls_and_who_is_at_the_other_end(
    auth: str, status: Status, *, verified: bool
) -> None:
    assert judged(rsyslog(TLS.format(auth)), verified=verified).status is status


@pytest.mark.parametrize(
    "text", ["*.* @s.example", "*.* @@s.example:6514", "*.* :omrelp:s.example:2514"]
)
def test_the_clear_fails_whatever_the_port(text: str) -> None:
    verdict = judged(rsyslog(text + "\n"))

    assert verdict.status is Status.FAIL
    assert "s.example" in verdict.items[0]


def test_one_channel_in_the_clear_fails_beside_one_with_tls() -> None:
    raw = rsyslog(TLS.format("x509/name") + "*.* @t.example\n")

    assert judged(raw).items == ("rsyslog: udp://t.example",)


def test_only_channels_to_named_targets_count() -> None:
    raw = rsyslog(TLS.format("x509/name") + "*.* @t.example\n")

    assert judged(raw, named="s.example").status is Status.PASS
    assert judged(raw, named="t.example").status is Status.FAIL
    assert judged(raw, named="u.example").reason is Exempt.NOT_USED


def test_an_agents_settings_decide() -> None:
    lax = BEAT.format("true") + "  ssl.verification_mode: none\n"

    assert judged(beat(BEAT.format("true"))).status is Status.PASS
    assert judged(beat(BEAT.format("false"))).status is Status.FAIL
    assert judged(beat(lax)).status is Status.PASS
    assert judged(beat(lax), verified=True).status is Status.FAIL


def test_without_forwarding_nothing_is_asked() -> None:
    assert judged().reason is Exempt.NOT_USED


def test_what_cannot_be_seen_is_unknown() -> None:
    assert judged(units("fleet")).reason is Reason.UNSUPPORTED
    both = rsyslog(TLS.format("x509/name")) | units("rsyslog", "fleet")
    assert judged(both).reason is Reason.UNSUPPORTED
    assert judged(rsyslog(), {syslog.RSYSLOG: ItemStatus.DENIED}).reason is (
        Reason.PERMISSION
    )
    assert judged(rsyslog("action(")).reason is Reason.UNPARSEABLE


def shipped(service: str, path: str, text: str, *, verified: bool = False) -> Verdict:
    return judge(
        "layer4_national.forwarder_tls",
        host(units(service), conf(path, text)),
        products=rows("log-shippers"),
        verified=verified,
    )


BIT = "/etc/fluent-bit/fluent-bit.conf"
OUT = "[OUTPUT]\n  Name forward\n  Host s.example\n"
SPLUNK = "/opt/splunkforwarder/etc/system/local/outputs.conf"
SURE = "[tcpout]\nuseSSL = true\nsslVerifyServerCert = true\n"
NX = "<Output o>\n  Host s.example\n  Module {}\n</Output>\n"
NXLOG = "/etc/nxlog/nxlog.conf"
UPLOAD = "/etc/systemd/journal-upload.conf"
AGENT = "/opt/Elastic/Agent/elastic-agent.yml"
OUTPUTS = "outputs:\n  default:\n    type: elasticsearch\n    hosts: [{}]\n"
PASS, FAIL = Status.PASS, Status.FAIL


# Made from the vendors' documented formats: encrypted, and verified.
@pytest.mark.parametrize(
    ("service", "path", "text", "tls", "verified"),
    [
        ("fluent-bit", BIT, OUT + "  tls On\n", PASS, PASS),
        ("fluent-bit", BIT, OUT + "  tls On\n  tls.verify Off\n", PASS, FAIL),
        ("fluent-bit", BIT, OUT, FAIL, FAIL),
        ("fluent-bit", BIT, OUT + "  tls On\n" + OUT.replace("s.", "t."), FAIL, FAIL),
        ("fluent-bit", BIT, "[SERVICE]\n  tls On\n" + OUT, FAIL, FAIL),
        (
            "SplunkForwarder",
            SPLUNK,
            "[tcpout:a]\nserver = s.example:9997\nuseSSL = true\n",
            PASS,
            FAIL,
        ),
        (
            "SplunkForwarder",
            SPLUNK,
            SURE + "[tcpout:a]\nserver = s.example:9997\n",
            PASS,
            PASS,
        ),
        ("SplunkForwarder", SPLUNK, "[tcpout:a]\nserver = s.example:9\n", FAIL, FAIL),
        (
            "nxlog",
            NXLOG,
            NX.format("om_ssl"),
            PASS,
            PASS,
        ),
        (
            "nxlog",
            NXLOG,
            NX.format("om_ssl\n  AllowUntrusted TRUE"),
            PASS,
            FAIL,
        ),
        (
            "nxlog",
            NXLOG,
            NX.format("om_tcp"),
            FAIL,
            FAIL,
        ),
        (
            "systemd-journal-upload",
            UPLOAD,
            "[Upload]\nURL=s.example:19532\n",
            PASS,
            PASS,
        ),
        (
            "systemd-journal-upload",
            UPLOAD,
            "[Upload]\nURL=http://s.example:19532\n",
            FAIL,
            FAIL,
        ),
        (
            "systemd-journal-upload",
            UPLOAD,
            "[Upload]\nURL=https://s.example\nTrustedCertificateFile=-\n",
            PASS,
            FAIL,
        ),
        (
            "elastic-agent",
            AGENT,
            OUTPUTS.format('"https://s.example:9200"'),
            PASS,
            PASS,
        ),
        ("elastic-agent", AGENT, OUTPUTS.format("http://s.example:9200"), FAIL, FAIL),
        (
            "elastic-agent",
            AGENT,
            OUTPUTS.format("https://s.example") + "    ssl.verification_mode: none\n",
            PASS,
            FAIL,
        ),
        (
            "filebeat",
            "/etc/filebeat/filebeat.yml",
            BEAT.format("false") + "  ssl.certificate_authorities: [/a.pem]\n",
            FAIL,
            FAIL,
        ),
    ],
)
def test_each_shipper_in_its_own_form(
    service: str, path: str, text: str, tls: Status, verified: Status
) -> None:
    assert shipped(service, path, text).status is tls
    assert shipped(service, path, text, verified=True).status is verified


def test_an_agent_of_a_fleet_keeps_its_target_to_itself() -> None:
    verdict = shipped("elastic-agent", AGENT, "fleet:\n  enabled: true\n")

    assert verdict.reason is Reason.UNSUPPORTED
