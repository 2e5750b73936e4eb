import pytest

from audit4.evidence import ItemStatus, Reason, Undetermined
from audit4.facts.agents import (
    AGENTS,
    CONFIGS,
    Product,
    flatten,
    hosts,
    matching,
)
from tests.monitored import conf, host

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
    found = matching(tuple(flatten(form, text)), (pattern,))

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


@pytest.mark.parametrize("form", ["yaml", "ini", "tags", "blocks", "flags"])
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
