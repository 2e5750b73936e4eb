import pytest

from audit4.evidence import ItemStatus, Reason, Setting
from audit4.facts import syslog
from audit4.facts.agents import Product
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, conf, host, rsyslog, units

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
