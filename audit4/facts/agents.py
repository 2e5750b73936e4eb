"""Security agents: protection products, log shippers, process loggers.

Which products there are is data (`Product` rows of a policy); where their
configuration and their sign of life lie is fixed here, since probes are.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from audit4.evidence import (
    KIB,
    Evidence,
    Fact,
    File,
    PathStat,
    Probe,
    Reason,
    Stat,
    Undetermined,
)

CONFIG_PATHS = (
    "/etc/filebeat/filebeat.yml",
    "/etc/auditbeat/auditbeat.yml",
    "/etc/journalbeat/journalbeat.yml",
    "/opt/Elastic/Agent/elastic-agent.yml",
    "/etc/elastic-agent/elastic-agent.yml",
    "/etc/fluent-bit/fluent-bit.conf",
    "/etc/fluent-bit/fluent-bit.yaml",
    "/etc/td-agent-bit/td-agent-bit.conf",
    "/etc/fluent/fluentd.conf",
    "/etc/td-agent/td-agent.conf",
    "/var/ossec/etc/ossec.conf",
    "/opt/splunkforwarder/etc/system/local/outputs.conf",
    "/etc/nxlog.conf",
    "/opt/nxlog/etc/nxlog.conf",
    "/etc/nxlog/nxlog.conf",
    "/etc/vector/vector.yaml",
    "/etc/vector/vector.toml",
    "/etc/promtail/config.yml",
    "/etc/promtail/config.yaml",
    "/etc/graylog/sidecar/sidecar.yml",
    "/etc/logstash/conf.d/output.conf",
    "/etc/systemd/journal-upload.conf",
    "/etc/osquery/osquery.flags",
)
CONFIGS = tuple(
    File(id=f"agents.config_{n:02}", path=path, max_bytes=128 * KIB)
    for n, path in enumerate(CONFIG_PATHS)
)
SIGNS = Stat(
    id="agents.signs",
    paths=(
        "/var/lib/clamav/*.c[lv]d",
        "/var/opt/kaspersky/kesl/common/updates/*",
        "/opt/sophos-spl/plugins/av/chroot/susi/update_source/*",
        "/var/opt/microsoft/mdatp/definitions.noindex/*",
        "/var/opt/eset/eea/lib/data/updfiles/*",
        "/var/opt/eset/efs/lib/data/updfiles/*",
        "/opt/ds_agent/lib/antimalware/*",
        "/opt/ds_agent/lib/iaudit/*",
        "/var/ossec/var/run/wazuh-agentd.state",
        "/var/ossec/queue/rids/sender_counter",
        "/var/lib/filebeat/registry/filebeat/log.json",
        "/opt/CrowdStrike/falconstore",
        "/opt/sentinelone/model/*",
    ),
)
_TAG = re.compile(r"<(/?)([\w-]{1,64})[^<>]*>([^<]*)")
_DEEPEST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product as a data row knows it.

    `packages` by OS family (debian, rhel, …, or any). `services` are
    alternatives: one of them running is the product running. `updaters` must
    run besides, where the product needs one to stay fresh. `targets` and `tls`
    are patterns (`*`) over `key=value` of the configuration, keys joined by
    dots; `weak` undoes `tls`. `encrypted` holds where the product always
    encrypts. `signs` are files that a working product keeps writing. `requires`
    are patterns of which one must match for it to do what its list is about.
    `evidence` is tested or documentation: where the names come from.
    """

    id: str
    name: str
    evidence: str
    packages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    services: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()
    updaters: tuple[str, ...] = ()
    config: tuple[str, ...] = ()
    format: str = ""
    targets: tuple[str, ...] = ()
    tls: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    encrypted: bool = False
    signs: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agents:
    """Configurations by path, and why those that could not be read were not."""

    configs: Mapping[str, str]
    unread: Mapping[str, Undetermined]

    def present(self, product: Product) -> bool:
        """Whether any of the product's configuration files is there, or may be."""
        return any(p in self.configs or p in self.unread for p in product.config)

    def settings(self, product: Product) -> tuple[tuple[str, str], ...]:
        """Key and value of all settings in the product's configuration files.

        Raises:
            Undetermined: one of the files could not be read, or has a form that
                is not known.
        """
        found: list[tuple[str, str]] = []
        for path in product.config:
            if path in self.unread:
                raise self.unread[path].again()
            if path in self.configs:
                found += flatten(product.format, self.configs[path])
        return tuple(found)


def _parse(seen: Evidence) -> Agents:
    configs, unread = {}, {}
    for probe in CONFIGS:
        try:
            text = seen.file(probe)
        except Undetermined as why:
            unread[probe.path] = why.again()
        else:
            if text is not None:
                configs[probe.path] = text
    return Agents(configs=configs, unread=unread)


def matching(
    settings: tuple[tuple[str, str], ...], patterns: tuple[str, ...]
) -> tuple[str, ...]:
    """Values of settings that one of the patterns names.

    A pattern is `key` or `key=value`, compared without regard to case.
    """
    found = []
    for key, value in settings:
        whole = f"{key}={value}".lower()
        for pattern in patterns:
            wanted = pattern.lower()
            if fnmatchcase(whole, wanted if "=" in wanted else f"{wanted}=*"):
                found.append(value)
                break
    return tuple(found)


def hosts(value: str) -> tuple[str, ...]:
    """Host names and addresses in a target setting, ports and schemes left out."""
    names = []
    for word in re.split(r"[\s,\[\]\"']+", value):
        bare = re.sub(r"^[a-z][a-z0-9+.-]*://", "", word, flags=re.IGNORECASE)
        bare = re.sub(r"^[^/@]*@", "", bare).split("/", 1)[0]
        name = bare if bare.count(":") > 1 else bare.split(":", 1)[0]
        if name:
            names.append(name)
    return tuple(names)


def flatten(form: str, text: str) -> Iterator[tuple[str, str]]:
    """Key and value of each setting, keys of nested ones joined by dots.

    Raises:
        Undetermined: the form is not known (`unsupported`).
    """
    if form not in _READERS:
        raise Undetermined(Reason.UNSUPPORTED, f"configuration form {form[:40]}")
    return _READERS[form](text)


def _yaml(text: str) -> Iterator[tuple[str, str]]:
    # By hand: agents take files that a YAML library refuses (templates,
    # repeated keys), and only plain `key: value` and lists matter here.
    path: list[tuple[int, str]] = []
    for raw in text.splitlines():
        line = re.sub(r"(^|\s)#.*$", "", raw).rstrip()
        if not line.strip() or line.startswith(("---", "%")):
            continue
        body = line.lstrip(" ")
        indent = len(line) - len(body)
        while body.startswith("- "):
            body = body[2:].lstrip()
            indent += 2
        key, value = _pair(body)
        while path and path[-1][0] >= indent:
            path.pop()
        if key:
            path.append((indent, key))
        if value:
            yield ".".join(part for _, part in path), value


def _pair(body: str) -> tuple[str, str]:
    found = re.match(r"([\w.@/-]+)\s*:(?:\s+(.*))?$", body)
    if not found:
        return "", body.strip("\"' ")
    return found[1], (found[2] or "").strip("\"' ")


def _ini(text: str) -> Iterator[tuple[str, str]]:
    section = ""
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("["):
            section = line.strip("[]")
        elif "=" in line and line[0] not in "#;":
            key, _, value = line.partition("=")
            name = key.strip().lstrip("-")
            yield (f"{section}.{name}" if section else name), value.strip().strip("\"'")


def _tags(text: str) -> Iterator[tuple[str, str]]:
    # Not an XML library: ossec.conf has several roots, and entities of a
    # hostile file must never expand.
    path: list[str] = []
    for close, name, value in _TAG.findall(_without_comments(text)):
        if not close and len(path) < _DEEPEST:
            path.append(name)
            if value.strip():
                yield ".".join(path), value.strip()
        elif name in path:
            del path[len(path) - 1 - path[::-1].index(name) :]


def _without_comments(text: str) -> str:
    return "".join(part.partition("<!--")[0] for part in text.split("-->"))


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """`[OUTPUT]` or `<match **>` blocks of `key value` lines (Fluent, NXLog)."""
    path: list[str] = []
    for raw in text.splitlines():
        line = raw.strip()
        if not line or line.startswith(("#", "@INCLUDE", "@SET")):
            continue
        if line.startswith("["):
            path = [line.strip("[]")]
        elif line.startswith("</"):
            path = path[:-1]
        elif line.startswith("<"):
            path = [*path, line.strip("<> ").split(" ", 1)[0]][:_DEEPEST]
        else:
            key, _, value = line.partition(" ")
            yield ".".join((*path, key)), value.strip().strip("\"'")


def _flags(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        key, _, value = line.strip().lstrip("-").partition("=")
        if key:
            yield key, value.strip("\"'")


_READERS: Mapping[str, Callable[[str], Iterator[tuple[str, str]]]] = {
    "yaml": _yaml,
    "ini": _ini,
    "tags": _tags,
    "blocks": _blocks,
    "flags": _flags,
}


def _signs(seen: Evidence) -> Mapping[str, PathStat]:
    return seen.stats(SIGNS)


PROBES: tuple[Probe, ...] = CONFIGS
AGENTS: Fact[Agents] = Fact(name="agents", probes=PROBES, parse=_parse)
SIGNS_OF_LIFE: Fact[Mapping[str, PathStat]] = Fact(
    name="signs_of_life", probes=(SIGNS,), parse=_signs
)
