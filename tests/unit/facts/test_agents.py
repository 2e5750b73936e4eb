import pytest

from audit4.evidence import ItemStatus, Reason, Undetermined
from audit4.facts.agent_forms import told
from audit4.facts.agent_products import Product, Settings, ends, hosts, matching
from audit4.facts.agents import AGENTS, CONFIGS, STATUS, Agents
from tests.monitored import Seen, conf, host, says

FILEBEAT = """# comment: no
filebeat.inputs:
  - type: log
    paths:
      - /var/log/*.log
output.logstash:
  hosts: ["siem.example:5044", "192.0.2.9:5044"]  # two
  ssl.enabled: true
  ssl:
    certificate_authorities: ["/etc/ca.pem"]
"""
OSSEC = """<!-- <client><server><address>old</address></server></client> -->
<ossec_config>
  <client>
    <server>
      <address>192.0.2.9</address>
      <port>1514</port>
    </server>
  </client>
</ossec_config>
<ossec_config><logging><log_format>plain</log_format></logging></ossec_config>
"""
FLUENT_BIT = """[SERVICE]
    Flush 1
[OUTPUT]
    Name  forward
    Host  192.0.2.9
    tls   On
"""
FLUENTD = """<match **>
  @type forward
  transport tls
  <server>
    host siem.example
  </server>
</match>
"""
SPLUNK = "[tcpout:primary]\nserver = a.example:9997, b.example:9997\nuseSSL = true\n"


def flatten(form: str, text: str) -> Settings:
    return tuple((t.key, t.value) for t in told(form, text))


@pytest.mark.parametrize(
    ("form", "text", "pattern", "values"),
    [
        (
            "yaml",
            FILEBEAT,
            "output.logstash.hosts",
            ('["siem.example:5044", "192.0.2.9:5044"]  # two'[:41],),
        ),
        ("yaml", FILEBEAT, "output.logstash.ssl.enabled=true", ("true",)),
        ("yaml", FILEBEAT, "*.ssl.certificate_authorities", ('["/etc/ca.pem"]',)),
        ("yaml", FILEBEAT, "comment", ()),
        ("yaml", "clients:\n  - url: https://x/\n", "clients.url", ("https://x/",)),
        ("tags", OSSEC, "*.client.server.address", ("192.0.2.9",)),
        ("blocks", FLUENT_BIT, "output.host", ("192.0.2.9",)),
        ("blocks", FLUENT_BIT, "output.tls=on", ("On",)),
        ("blocks", FLUENTD, "match.server.host", ("siem.example",)),
        ("blocks", FLUENTD, "match.transport=tls", ("tls",)),
        ("ini", SPLUNK, "tcpout*.server", ("a.example:9997, b.example:9997",)),
        ("flags", "--tls_hostname=f.example\n", "tls_hostname", ("f.example",)),
    ],
)
def test_forms_are_flattened(
    form: str, text: str, pattern: str, values: tuple[str, ...]
) -> None:
    found = matching(flatten(form, text), (pattern,))

    assert tuple(v.strip() for v in found) == tuple(v.strip() for v in values)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ('["siem.example:5044", "192.0.2.9:5044"]', ("siem.example", "192.0.2.9")),
        ("https://u:p@siem.example:8088/x", ("siem.example",)),
        ("2001:db8::1", ("2001:db8::1",)),
        ("", ()),
    ],
)
def test_hosts_are_found_in_targets(value: str, names: tuple[str, ...]) -> None:
    assert hosts(value) == names


@pytest.mark.parametrize("form", ["yaml", "ini", "tags", "blocks", "flags", "status"])
@pytest.mark.parametrize(
    "text", ["", "\x00", "<a>" * 20_000, "[" * 20_000, "a: " * 20_000, "<!--" * 20_000]
)
def test_hostile_text_never_crashes(form: str, text: str) -> None:
    list(flatten(form, text))


def test_an_unknown_form_is_unsupported() -> None:
    with pytest.raises(Undetermined) as why:
        list(flatten("rubbish", ""))

    assert why.value.reason is Reason.UNSUPPORTED


def product(*config: str) -> Product:
    return Product(id="x", name="X", evidence="tested", config=config, format="tags")


def test_settings_are_those_of_the_products_own_files() -> None:
    found = host(conf("/var/ossec/etc/ossec.conf", OSSEC)).fact(AGENTS)

    assert found.settings(product("/var/ossec/etc/ossec.conf"))
    assert found.settings(product("/etc/filebeat/filebeat.yml")) == ()


def test_one_unreadable_file_is_the_matter_of_its_product_alone() -> None:
    path = "/var/ossec/etc/ossec.conf"
    probe = next(p for p in CONFIGS if p.path == path)
    found = host({probe: ItemStatus.DENIED}).fact(AGENTS)

    assert found.settings(product("/etc/filebeat/filebeat.yml")) == ()
    with pytest.raises(Undetermined) as why:
        found.settings(product(path))
    assert why.value.reason is Reason.PERMISSION


def read(*raws: Seen) -> Agents:
    return host(*raws).fact(AGENTS)


PART = "/etc/fluent-bit/out.d/siem.conf"
FLUENT = "/etc/fluent-bit/fluent-bit.conf"
BIT = Product(
    id="bit", name="B", evidence="documentation", config=(FLUENT,), format="blocks"
)


def test_each_way_out_has_its_own_settings_and_those_for_all() -> None:
    text = "Log info\n[OUTPUT]\n Host a\n tls on\n[OUTPUT]\n Host b\n"

    _, first, second = read(conf(FLUENT, text)).outputs(BIT)

    assert matching(first, ("output.tls", "log")) == ("info", "on")
    assert matching(second, ("output.tls", "output.host", "log")) == ("info", "b")


def two(main: str, part: str) -> Agents:
    (probe,) = conf(FLUENT, "")
    (below,) = conf(PART, "")
    return read({probe: {FLUENT: main}, below: {PART: part}})


def test_an_included_file_counts_and_one_that_is_not_does_not() -> None:
    part = "[OUTPUT]\n Host a\n"

    assert matching(
        two("@INCLUDE out.d/*.conf\n", part).settings(BIT), ("output.host",)
    )
    assert not two("# @INCLUDE out.d/*.conf\n", part).settings(BIT)


def test_an_include_from_elsewhere_is_not_collected() -> None:
    with pytest.raises(Undetermined) as why:
        read(conf(FLUENT, "@INCLUDE /srv/x.conf\n")).settings(BIT)

    assert why.value.reason is Reason.NOT_COLLECTED


def test_the_more_important_place_of_an_ini_file_counts() -> None:
    low = "/opt/splunkforwarder/etc/apps/a/local/outputs.conf"
    high = "/opt/splunkforwarder/etc/system/local/outputs.conf"
    product = Product(
        id="s", name="S", evidence="documentation", config=(low, high), format="ini"
    )
    found = read(
        conf(low, "[tcpout:x]\nserver = a:1\nuseSSL = true\n"),
        conf(high, "[tcpout:x]\nserver = b:1\n"),
    )

    assert found.settings(product) == (
        ("tcpout:x.server", "b:1"),
        ("tcpout:x.useSSL", "true"),
    )


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("healthy : true\n", (("healthy", "true"),)),
        ("real_time : true [managed]", (("real_time", "true [managed]"),)),
        (
            "File Threat Protection:   Available and running",
            (("File Threat Protection", "Available and running"),),
        ),
        (
            'aid="0123ab", rfm-state=false.',
            (("aid", "0123ab"), ("rfm-state", "false")),
        ),
        ("Connectivity        On", (("Connectivity", "On"),)),
        ("|- Number of jail:\t2", (("Number of jail", "2"),)),
        ("AgentStatus.agentState: green", (("AgentStatus.agentState", "green"),)),
    ],
)
def test_status_lines_are_read_as_vendors_print_them(
    text: str, settings: Settings
) -> None:
    assert flatten("status", text) == settings


def test_a_status_is_of_the_product_that_names_it() -> None:
    product = Product(id="m", name="M", evidence="documentation", status=("mdatp",))

    assert read(says(mdatp="healthy : true\n")).status(product)
    for gap, reason in (
        ({}, Reason.MISSING_TOOL),
        ({STATUS["mdatp"]: ItemStatus.TIMEOUT}, Reason.TIMEOUT),
    ):
        with pytest.raises(Undetermined) as why:
            read(gap).status(product)
        assert why.value.reason is reason


def test_ends_are_hosts_with_their_ports() -> None:
    assert ends("https://a.example:8088/x, b.example, 2001:db8::1") == (
        ("a.example", "8088"),
        ("b.example", ""),
        ("2001:db8::1", ""),
    )
